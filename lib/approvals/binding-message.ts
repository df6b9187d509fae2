import type { PaymentInitiation } from '@/lib/auth0/payment-initiation'

/** Auth0's rule: letters, digits, blanks and `+-_.,:#`, at most 64 characters. */
const CHARACTERS_MAX = 64
const NOT_ALLOWED = /[^A-Za-z0-9 +\-_.,:#]/g

/**
 * What the phone shows beside the details, and all that a phone without them can show (CIBA Core 1.0, section 7.1:
 * `binding_message`): amount and both accounts, such as `Transfer 25.00 USD from Checking 4321 to Savings 8765`.
 * Names give way to the limit, amount and account digits never do.
 */
export function bindingMessageFor(detail: Omit<PaymentInitiation, 'remittanceInformationUnstructured'>): string {
  const { amount, currency } = detail.instructedAmount
  const [debtor, creditor] = [detail.debtorAccount, detail.creditorAccount].map(({ name, mask }) => ({
    name: plain(name),
    digits: plain(mask),
  }))
  const say = (from: string, to: string) =>
    `Transfer ${amount} ${currency} from ${from} to ${to}`.replace(/ +/g, ' ').trim()
  const fixed = say(`${debtor?.digits}`, `${creditor?.digits}`).length + 2
  const room = Math.max(0, Math.floor((CHARACTERS_MAX - fixed) / 2))
  const short = (name = '') => name.slice(0, room).trim()
  const whole = say(`${debtor?.name} ${debtor?.digits}`, `${creditor?.name} ${creditor?.digits}`)
  if (whole.length <= CHARACTERS_MAX) return whole
  return say(`${short(debtor?.name)} ${debtor?.digits}`, `${short(creditor?.name)} ${creditor?.digits}`)
}

/** The nearest spelling in the allowed characters: accents go, all else that does not fit is left out. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(NOT_ALLOWED, '').replace(/ +/g, ' ').trim()
}
