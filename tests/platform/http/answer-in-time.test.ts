import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { answer } from '@/lib/platform/http/answer'
import { log } from '@/lib/platform/log'

// Many slow steps in a row are too slow: a request is answered all the same, and its work is not broken off.

beforeEach(() => {
  log.level = 'silent'
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function deferred<T>() {
  const ends = {} as { resolve: (value: T) => void; reject: (error: Error) => void }
  const promise = new Promise<T>((resolve, reject) => Object.assign(ends, { resolve, reject }))
  return { promise, ...ends }
}

test('a request whose work does not end is told in time that this is not known, and when to ask again', async () => {
  const work = deferred<void>()
  const made: string[] = []
  const answered = answer(async () => {
    await work.promise
    made.push('the transfer')
    return new Response('made')
  })()
  await vi.advanceTimersByTimeAsync(28_000)
  const response = await answered
  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('5')
  expect(await response.json()).toMatchObject({ code: 'unavailable' })
  work.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(made).toEqual(['the transfer'])
})

test('what fails after the answer is nobody’s unhandled rejection', async () => {
  const work = deferred<Response>()
  const answered = answer(() => work.promise)()
  await vi.advanceTimersByTimeAsync(28_000)
  expect((await answered).status).toBe(503)
  work.reject(new Error('too late'))
  await vi.advanceTimersByTimeAsync(0)
})

test('an answer just in time is the answer, and leaves no timer behind', async () => {
  const work = deferred<Response>()
  const answered = answer(() => work.promise)()
  await vi.advanceTimersByTimeAsync(27_999)
  work.resolve(new Response('made'))
  expect(await (await answered).text()).toBe('made')
  expect(vi.getTimerCount()).toBe(0)
})
