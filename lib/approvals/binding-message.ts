import type { ApprovalMark } from './marks'
import type { PaymentInitiation } from './payment-initiation'

/** Auth0's rule: letters, digits, blanks and `+-_.,:#`, at most 64 characters. */
const CHARACTERS_MAX = 64
const NOT_ALLOWED = /[^A-Za-z0-9 +\-_.,:#]/g

/**
 * The line that the phone shows beside the details, or alone if it cannot show details (CIBA Core 1.0, section 7.1:
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

/** The gravest mark: a look-alike, then a repeat, then a new payee. It replaces the verb to leave room for names. */
function openingFor(marks: ApprovalMark[]): string {
  if (marks.some(({ kind }) => kind === 'resembles')) return 'Check payee:'
  if (marks.some(({ kind }) => kind === 'repeat')) return 'Paid just now:'
  return marks.some(({ kind }) => kind === 'new_payee') ? 'New payee:' : 'Transfer'
}

/** The nearest spelling in the allowed characters: without accents and all others. */
function plain(text: string): string {
  return text.normalize('NFKD').replace(NOT_ALLOWED, '').replace(/ +/g, ' ').trim()
}
