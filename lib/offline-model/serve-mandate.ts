import { toDecimal } from '@/lib/ledger/amounts/money'
import { ask, attempt, type Conversation, LastWords } from './conversation'
import { either, plain } from './markdown'
import type { MandateWords } from './message'
import { isInUse, ownParty, type Party, partiesNamed, payeeParty } from './names'
import { minorOf } from './resolve-order'
import { became } from './tool-results'

const AGAIN =
  'Please say it once more, whole: "let Aiya move up to $200 a week between my own accounts, at most $100 at once, until June".'
const again = (question: string) => new LastWords(`${question} ${AGAIN}`)

/**
 * Asks for the mandate that a whole message has described. Nothing is guessed: what is missing or could mean two things is
 * asked, and nothing is asked for then.
 */
export function* serveMandate(words: MandateWords): Conversation<string> {
  const own = (yield* ask('listAccounts')).accounts.map(ownParty).filter(isInUse)
  const from = sourceOf(words, own)
  const { currency = '' } = from
  const others = own.filter((party) => party.accountId !== from.accountId && party.currency === currency)
  const to = yield* receiversOf(words, others)
  const [maxPerPeriod, maxPerTransfer] = [words.all, words.once ?? words.all].map((amount) => {
    const minor = minorOf(amount, currency)
    if (typeof minor === 'string') throw again(minor)
    return toDecimal(minor, currency)
  })
  if (!words.until) throw again('Until when should it hold?')
  const parties = { fromAccountId: from.accountId, toAccountIds: to.map(({ accountId }) => accountId) }
  const limits = { maxPerTransfer, maxPerPeriod, period: words.period, currency, validUntil: words.until }
  return became(yield* attempt('requestMandate', { ...parties, ...limits }), 'the mandate', '[Mandates](/mandates)')
}

function sourceOf({ from }: MandateWords, own: Party[]): Party {
  const isUsual = (party: Party) => party.own?.type === 'checking'
  const found = from === undefined ? own.filter(isUsual) : partiesNamed(from, own)
  const usual = found.length > 1 ? found.filter(({ currency }) => currency === 'USD') : found
  if (usual[0] && usual.length === 1) return usual[0]
  if (from !== undefined && usual.length === 0) throw again(`I can't find "${plain(from)}" among your accounts.`)
  const choices = usual.map(({ label }) => label)
  throw again(`From which account may I move it${choices.length > 0 ? `: ${either(choices)}` : ''}?`)
}

function* receiversOf({ to }: MandateWords, own: Party[]): Conversation<Party[]> {
  if (to === undefined && own.length === 0) throw again('You have no other account in that currency.')
  if (to === undefined) return own
  const named = partiesNamed(to, own)
  const found = named.length > 0 ? named : partiesNamed(to, (yield* ask('listPayees')).payees.map(payeeParty))
  if (found.length > 1) throw again(`Which one do you mean: ${either(found.map(({ label }) => label))}?`)
  if (found.length === 0) throw again(`I can't find "${plain(to)}" among your accounts and payees.`)
  return found
}
