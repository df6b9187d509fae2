import type { PaymentInitiation } from '@/lib/auth0/payment-initiation'
import type { ApprovalMark } from './marks'

/** Auth0's rule: letters, digits, blanks and `+-_.,:#`, at most 64 characters. */
const CHARACTERS_MAX = 64
const NOT_ALLOWED = /[^A-Za-z0-9 +\-_.,:#]/g

/**
 * What the phone shows beside the details, and all that a phone without them can show (CIBA Core 1.0, section 7.1:
 * `binding_message`): amount and both accounts, such as `Transfer 25.00 USD from Checking 4321 to Savings 8765`, or
 * `New payee: 25.00 USD from …` where the customer should look twice.
 * Names give way to the limit, amount and account digits never do.
 */
export function bindingMessageFor(
  detail: Omit<PaymentInitiation, 'remittanceInformationUnstructured'>,
  marks: ApprovalMark[] = [],
): string {
  const { amount, currency } = detail.instructedAmount
  const opening = openingFor(marks)
  const [debtor, creditor] = [detail.debtorAccount, detail.creditorAccount].map(({ name, mask }) => ({
    name: plain(name),
    digits: plain(mask),
  }))
  const say = (from: string, to: string) =>
    `${opening} ${amount} ${currency} from ${from} to ${to}`.replace(/ +/g, ' ').trim()
  const fixed = say(`${debtor?.digits}`, `${creditor?.digits}`).length + 2
  const room = Math.max(0, Math.floor((CHARACTERS_MAX - fixed) / 2))
  const short = (name = '') => name.slice(0, room).trim()
  const whole = say(`${debtor?.name} ${debtor?.digits}`, `${creditor?.name} ${creditor?.digits}`)
  if (whole.length <= CHARACTERS_MAX) return whole
  return say(`${short(debtor?.name)} ${debtor?.digits}`, `${short(creditor?.name)} ${creditor?.digits}`)
}

/** A name like another's outweighs a first payment. Instead of the verb: beside it there would be no room for names. */
function openingFor(marks: ApprovalMark[]): string {
  if (marks.some(({ kind }) => kind === 'resembles')) return 'Check payee:'
  return marks.some(({ kind }) => kind === 'new_payee') ? 'New payee:' : 'Transfer'
}

/** The nearest spelling in the allowed characters: accents go, all else that does not fit is left out. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(NOT_ALLOWED, '').replace(/ +/g, ' ').trim()
}
