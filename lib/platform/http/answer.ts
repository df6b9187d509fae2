import { unstable_rethrow } from 'next/navigation'
import { workOn } from '@/lib/platform/shutdown'
import { inSpan } from '@/lib/platform/telemetry/tracing'
import { isStorable } from '@/lib/platform/text/storable'
import { AnswerLate, asProblem } from './as-problem'
import { doorOf } from './doors'
import { Problem, problemResponse } from './problem'

/**
 * Each step of a request has its own deadline, and many slow ones in a row are too slow as well. Longer than the longest
 * wait that an agent may ask for (25 s), and shorter than what most clients wait.
 */
const ANSWER_MS_MAX = 28_000

/**
 * Wraps a handler that may simply throw: every failure becomes a problem document here. An unforeseen error is logged
 * with its cause and answered without it. After 28 seconds the answer is `unavailable`, and the work goes on: whoever asks
 * again, under the same key, hears how it ended.
 */
export function answer<Args extends unknown[]>(handler: (...args: Args) => Promise<Response>) {
  return (...args: Args): Promise<Response> =>
    inTime(
      workOn(() =>
        traced(args[0], async () => {
          try {
            requireStorableAddress(args[0])
            return await handler(...args)
          } catch (error) {
            unstable_rethrow(error)
            return problemResponse(asProblem(error))
          }
        }),
      ),
    )
}

async function inTime(answered: Promise<Response>): Promise<Response> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Response>((resolve) => {
    timer = setTimeout(() => resolve(problemResponse(asProblem(new AnswerLate()))), ANSWER_MS_MAX)
  })
  return Promise.race([answered, late]).finally(() => clearTimeout(timer))
}

/** A span around each request, named for the part of the app that it came to; the health is asked for too often. */
function traced(request: unknown, work: () => Promise<Response>): Promise<Response> {
  if (!(request instanceof Request)) return work()
  const door = doorOf(new URL(request.url).pathname)
  if (door === 'health') return work()
  const answered = async (tell: (more: { 'http.response.status_code': number }) => void) => {
    const response = await work()
    tell({ 'http.response.status_code': response.status })
    return response
  }
  const attributes = { 'http.request.method': request.method }
  return inSpan(`request to ${door}`, answered, { caller: request.headers, attributes })
}

/**
 * Refuses a parameter that holds U+0000, which cannot be stored. (Half a character cannot be written in an address.)
 */
function requireStorableAddress(request: unknown): void {
  if (!(request instanceof Request)) return
  const { pathname, searchParams } = new URL(request.url)
  if (/%00/.test(pathname)) throw new Problem('not_found')
  const unstorable = [...searchParams].find(([name, value]) => !isStorable(name + value))
  if (!unstorable) return
  const [name] = unstorable
  const member = isStorable(name) ? name : 'query'
  throw new Problem('invalid_request', {
    errors: [{ member, message: 'must not contain U+0000' }],
    detail: `${member}: must not contain U+0000`,
  })
}
