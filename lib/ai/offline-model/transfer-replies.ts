import { accountName, plain } from './markdown'
import { formatMinor, toMinor } from './money'
import type { ReadyTransfer } from './resolution'
import type { Read, TransferResult } from './tool-results'

const ENDED: Record<string, string> = {
  denied: 'was denied',
  expired: 'expired without an approval',
  cancelled: 'was cancelled',
  failed: 'failed',
  refused: 'was refused by the bank',
}
const CHECK_FIRST = 'Please look at your [accounts](/accounts) before you try again.'

export function transferPosted(result: Read<TransferResult>): boolean {
  return result.ok && result.value.status === 'posted'
}

/** What came of one transfer, and which of the same message were then not attempted. */
export function transferReply(
  ready: ReadyTransfer,
  result: Read<TransferResult>,
  unattempted: ReadyTransfer[],
): string {
  if (result.ok && result.value.status === 'posted') return postedReply(ready, result.value)
  const rest = unattempted.map((one) => `- ${nameOf(one)}`)
  const left = rest.length > 0 ? `\n\nI did not attempt the rest:\n\n${rest.join('\n')}` : ''
  return `${unpostedReply(ready, result)}${left}`
}

function postedReply(ready: ReadyTransfer, { transfer }: TransferResult): string {
  const posted = transfer && toMinor(transfer.amount, transfer.currency)
  const amount = posted ? formatMinor(posted, transfer.currency) : formatMinor(ready.minor, ready.from.currency)
  const memo = transfer ? transfer.memo : ready.memo
  const noted = memo ? ` Memo: ${plain(memo)}.` : ''
  const [from, to] = [accountName(ready.from), ready.to.label]
  const moved = ready.to.own ? `moved from ${from} to ${to}` : `paid to ${to} from ${from}`
  return `Done: **${plain(amount)}** ${moved}.${noted}`
}

/** Whether money moved is said only where the tool settled it. */
function unpostedReply(ready: ReadyTransfer, result: Read<TransferResult>): string {
  const asked = nameOf(ready)
  if (!result.ok && result.why === 'refused') return `${asked} ended with an error: ${plain(result.message)}`
  if (!result.ok) return `I can't tell whether ${asked} went through: ${plain(result.message)} ${CHECK_FIRST}`
  const { status, message } = result.value
  const ended = Object.hasOwn(ENDED, status) ? ENDED[status] : undefined
  const said = message ? ` ${plain(message)}` : status === 'failed' || !ended ? '' : ' Nothing was moved.'
  return ended ? `${asked} ${ended}.${said}` : `I don't know yet whether ${asked} went through.${said} ${CHECK_FIRST}`
}

function nameOf({ from, to, minor }: ReadyTransfer): string {
  return `**${formatMinor(minor, from.currency)}** from ${accountName(from)} to ${to.label}`
}

/** Why an answer ends early: a tool that is not there, refused or broke. */
export function stopReply(read: Extract<Read<unknown>, { ok: false }>): string {
  return read.why === 'refused' ? plain(read.message) : `I can't get at that just now: ${plain(read.message)}`
}
