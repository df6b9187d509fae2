import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { restarting } from '@/scripts/restarting'

/** A process that ends when the test says so. */
function life() {
  let end: (code: number) => void = () => {}
  const exited = new Promise<number>((resolve) => {
    end = resolve
  })
  return { exited, end, stop: vi.fn(async () => end(0)) }
}

const TIMES = { pauseMs: 1, wellMsMin: 100 }

test('what has run for a while is started again, what ends at once is not', async () => {
  const lives = [life(), life()]
  const start = vi.fn(() => lives[start.mock.calls.length - 1] as never)
  const kept = restarting(start, TIMES)
  await sleep(120)
  lives[0]?.end(137)
  await vi.waitUntil(() => start.mock.calls.length === 2, 20_000)
  lives[1]?.end(1)
  expect(await kept.exited).toBe(1)
  expect(start).toHaveBeenCalledTimes(2)
})

test('a stop stops the one that runs, and no other is started', async () => {
  const only = life()
  const start = vi.fn(() => only as never)
  const kept = restarting(start, TIMES)
  await sleep(120)
  await kept.stop()
  expect(await kept.exited).toBe(0)
  await sleep(20)
  expect(only.stop).toHaveBeenCalledOnce()
  expect(start).toHaveBeenCalledOnce()
})
