/** The longest binding message that Auth0 takes, and its characters. */
const MESSAGE_CHARACTERS_MAX = 64
const NOT_ALLOWED = /[^A-Za-z0-9 +\-_.,:#]/g

/** What the phone shows and the token will name (RFC 9396), in the ledger's words: the bank refuses any others. */
export async function detailFor(call, requestId, { fromAccountId, toAccountId, amount, currency, memo }) {
  const [{ accounts }, { payees }] = [await call('list_accounts', {}), await call('list_payees', {})]
  const debtor = accounts.find(({ id }) => id === fromAccountId)
  const creditor = payees.find(({ accountId }) => accountId === toAccountId)
  if (!debtor || !creditor) return null
  return {
    type: 'payment_initiation',
    identifier: requestId,
    instructedAmount: { currency, amount },
    debtorAccount: { id: debtor.id, name: debtor.name, mask: debtor.mask },
    creditorAccount: { id: creditor.accountId, name: creditor.name, mask: creditor.mask },
    creditorName: creditor.name,
    ...(memo && { remittanceInformationUnstructured: memo }),
  }
}

/** Amount, both accounts and payee: whoever reads nothing but this line knows what is paid to whom. */
export function messageFor({ instructedAmount: { amount, currency }, debtorAccount, creditorAccount }) {
  const plain = (text) => text.normalize('NFKD').replace(NOT_ALLOWED, '').replace(/ +/g, ' ').trim()
  const fixed = `Pay ${amount} ${currency} from ${plain(debtorAccount.mask)} to  ${plain(creditorAccount.mask)}`
  const name = plain(creditorAccount.name).slice(0, MESSAGE_CHARACTERS_MAX - fixed.length)
  return fixed.replace(' to  ', ` to ${name} `)
}
