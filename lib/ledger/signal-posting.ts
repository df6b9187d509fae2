import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { type PostingAuthority, type Signals, signal } from '@/lib/platform/telemetry/signals'
import { Refusal } from './refusal'

type Outcome = Signals['posting']['outcome']

/**
 * Makes one call of the ledger, and says what came of it and how long it took.
 * @param outcomeIn what the ledger's answer means; null where it was no posting
 */
export async function signalPosting<Answer>(
  authority: PostingAuthority,
  post: () => Promise<Answer>,
  outcomeIn: (answer: Answer) => Outcome | null,
): Promise<Answer> {
  const begun = performance.now()
  const say = (outcome: Outcome | null) => {
    if (outcome) signal('posting', { authority, outcome, seconds: (performance.now() - begun) / 1_000 })
  }
  try {
    const answer = await post()
    say(outcomeIn(answer))
    return answer
  } catch (error) {
    say(outcomeOf(error))
    throw error
  }
}

/** A posted row, which is a new transfer or the one that its key made before. */
export function postedOrReplayed({ replayed }: { replayed: boolean }): Outcome {
  return replayed ? 'replayed' : 'posted'
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof Refusal) return error.code
  return error instanceof DatabaseUnavailable ? 'unavailable' : 'failed'
}
