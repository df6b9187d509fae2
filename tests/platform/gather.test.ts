import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Gatherer, TOGETHER_MAX } from '@/lib/platform/gather'

/** A gatherer whose runs end when they are told to, and the sizes of those that have begun. */
function gatherer() {
  const begun: { size: number; end: () => void }[] = []
  const gather = new Gatherer<number, number>((items) => {
    let end = () => {}
    const over = new Promise<void>((resolve) => {
      end = resolve
    })
    begun.push({ size: items.length, end })
    return items.map((item) => over.then(() => item))
  })
  const add = (count: number) => Promise.all(Array.from({ length: count }, (_, item) => gather.add(item)))
  return { add, begun, sizes: () => begun.map(({ size }) => size) }
}

test('what comes alone goes at once, and few go together', async () => {
  const { add, sizes } = gatherer()
  void add(1)
  await turn()
  void add(15)
  await turn()
  expect(sizes()).toEqual([1, 15])
})

test('many are spread over two runs, so that the database works on one while the other comes back', async () => {
  const { add, begun, sizes } = gatherer()
  const answers = add(32)
  await turn()
  expect(sizes()).toEqual([16, 16])
  for (const { end } of begun) end()
  expect(await answers).toEqual(Array.from({ length: 32 }, (_, item) => item))
})

test('what comes while two are under way waits for the first to end, or some milliseconds', async () => {
  const { add, begun, sizes } = gatherer()
  void add(32)
  await turn()
  void add(40)
  await turn()
  expect(sizes()).toEqual([16, 16])
  begun[0]?.end()
  await expect.poll(sizes).toEqual([16, 16, 40])
  void add(3)
  await expect.poll(sizes).toEqual([16, 16, 40, 3])
})

test('no run is larger than a hundred', async () => {
  const { add, sizes } = gatherer()
  void add(3 * TOGETHER_MAX)
  await expect.poll(() => sizes().reduce((sum, size) => sum + size)).toBe(3 * TOGETHER_MAX)
  expect(Math.max(...sizes())).toBeLessThanOrEqual(TOGETHER_MAX)
})
