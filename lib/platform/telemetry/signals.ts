import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ProblemCode } from '@/lib/platform/http/problem'
import { log } from '@/lib/platform/log'

/** On whose word the ledger is called; `scheduled` is the session's, given before. */
export const POSTING_AUTHORITIES = ['session', 'approval', 'own', 'mandate', 'scheduled'] as const
export type PostingAuthority = (typeof POSTING_AUTHORITIES)[number]

export const RATINGS = ['up', 'down', 'removed'] as const

export const POLL_ANSWERS = ['pending', 'slow_down', 'token', 'ended', 'no_answer'] as const

/**
 * What the bank's code says of itself, for metrics and traces. Every member but an id is one of few words or a number: a
 * customer, a name, a memo or an amount has no place here.
 */
export interface Signals {
  /** One call of the ledger to post: on whose authority, what came of it, and how long it took. */
  posting: { authority: PostingAuthority; outcome: 'posted' | 'replayed' | 'failed' | ProblemCode; seconds: number }
  /** Somebody was told no, by this code: a caller of the API, Aiya or an agent. */
  refusal: { code: ProblemCode }
  /** An approval has reached this state, so many seconds after it was asked for. */
  approval: { id: string; status: string; seconds: number }
  /** What the tenant answered when it was asked for an approval's token. */
  poll: { answer: (typeof POLL_ANSWERS)[number]; seconds: number }
  /** An approval is now driven by another process than the one that asked, or anew by that one after an error. */
  takeover: { id: string }
  /** A customer has said what they think of an answer of Aiya's, or taken it back. */
  rating: { rating: (typeof RATINGS)[number] }
}

// A channel belongs to the process, so every one of the app's bundles finds the same; without a listener it costs a look-up.
const nameOf = (kind: keyof Signals) => `baink.${kind}`

/** Says what has happened to whoever listens in this process; mostly nobody does. Never throws. */
export function signal<Kind extends keyof Signals>(kind: Kind, said: Signals[Kind]): void {
  channel(nameOf(kind)).publish(said)
}

/**
 * Listens to one kind of signal until the returned function is called. `listener` runs inside the call that it hears of, so an
 * error of its own is logged and goes no further.
 */
export function onSignal<Kind extends keyof Signals>(kind: Kind, listener: (said: Signals[Kind]) => void): () => void {
  const hear = (said: unknown) => {
    try {
      listener(said as Signals[Kind])
    } catch (error) {
      log.error({ err: error, kind }, 'a signal was not counted')
    }
  }
  subscribe(nameOf(kind), hear)
  return () => void unsubscribe(nameOf(kind), hear)
}
