import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { pause, stopped } from '@/lib/platform/shutdown'

test('any number of waits at once is no leak, and the log says nothing of one', async () => {
  const warnings: string[] = []
  const listen = ({ name }: Error) => warnings.push(name)
  process.on('warning', listen)
  await Promise.all(Array.from({ length: 30 }, () => Promise.all([pause(20), pause(20, stopped())])))
  await sleep(10)
  process.off('warning', listen)
  expect(warnings).toEqual([])
})
