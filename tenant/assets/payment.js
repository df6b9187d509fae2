// What the browser's own payment dialogue shows of a transfer (W3C, Secure Payment Confirmation): one rule for the page that
// asks for it and for the tenant that reads what was signed.

import { visible } from './printable.js'

/**
 * The payment of a displayed document that is one transfer.
 * @param displayed the document
 * @returns payee, amount and the account it is paid from, in words; undefined for any other document, which its card alone shows
 */
export function paymentIn(displayed) {
  try {
    const { authorization_details: details } = JSON.parse(displayed)
    if (details.length !== 1 || details[0].type !== 'payment_initiation') return undefined
    const { instructedAmount, debtorAccount, creditorAccount, creditorName } = details[0]
    return {
      payeeName: `${visible(creditorName)} ${visible(creditorAccount.mask)}`,
      total: { currency: instructedAmount.currency, value: instructedAmount.amount },
      from: `${visible(debtorAccount.name)} ${visible(debtorAccount.mask)}`,
    }
  } catch {
    return undefined
  }
}
