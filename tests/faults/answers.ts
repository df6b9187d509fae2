import { ANSWER_MS_MAX } from './orders'

/** What one request was answered, and how long it took to say so. */
export interface Answer {
  route: string
  outcome: string
  ms: number
}

/** Sends a request and notes what came of it. @throws what sending it throws */
export async function answerFrom(into: Answer[], route: string, send: () => Promise<Response>): Promise<Response> {
  const begun = performance.now()
  const note = (outcome: string) => into.push({ route, outcome, ms: performance.now() - begun })
  const response = await send().catch((error: unknown) => {
    note(error instanceof Error ? error.name : 'error')
    throw error
  })
  note(outcomeOf(response))
  return response
}

/** The status; and where it says "not now", whether it says when. */
export function outcomeOf({ status, headers }: Response): string {
  if (status === 503 && !headers.has('retry-after')) return '503 without Retry-After'
  return String(status)
}

/**
 * Done, refused by a rule, or doubt that says so (503 with Retry-After, a broken connection); never 500. 401 is for a
 * replica or a tenant whose clock is off, 404 for a chat that the other replica does not have yet.
 */
const FINE = /^(200|201|204|401|403|404|409|422|429|503|TypeError|Error|SyntaxError|TimeoutError|AbortError)$/

/** What of these answers must not be, one line each. */
export function wrongAmong(answers: Answer[]): string[] {
  return answers.flatMap(({ route, outcome, ms }) => {
    if (!FINE.test(outcome)) return [`${route} was answered ${outcome}`]
    return ms >= ANSWER_MS_MAX ? [`${route} had no answer in ${ANSWER_MS_MAX} ms`] : []
  })
}
