import { expect, test, vi } from 'vitest'
import { spawnScript } from '../support/run-script'

const number = expect.any(Number)
const ledger = {
  transfersPerSecond: number,
  msP50: number,
  msP99: number,
  nodeMicroseconds: number,
  hotAccountRatio: number,
}
const spread = { median: number, min: number, max: number, rounds: [number] }

// It starts a server and two processes, on a machine that other tests keep busy.
vi.setConfig({ testTimeout: 240_000 })

test('the benchmark prints one document, in which each number stands or says why it does not', async () => {
  const { code, stdout, stderr } = await spawnScript(['bench/run.ts', '--quick', '--json'], {})
  expect(code, stderr).toBe(0)
  const result = JSON.parse(stdout) as Record<string, Record<string, unknown>>
  expect(result).toMatchObject({
    machine: { cpus: number, loadAverage: number },
    versions: { node: process.versions.node, postgres: expect.stringMatching(/^\d/) },
    ledger,
    streams: { open: 4, streamKb: number, balanceMsP50: number, balanceMsP99: number },
    agentRoute: { requestsPerSecond: number, msP50: number, msP99: number, bareNodeRatio: number },
    comparisons: expect.arrayContaining([expect.objectContaining({ ratio: spread })]),
  })
  const { tpcbRatio, batchedTpcbRatio, reason } = result.ledger ?? {}
  const measured = result.versions?.pgbench === null ? null : number
  expect({ tpcbRatio, batchedTpcbRatio }).toEqual({ tpcbRatio: measured, batchedTpcbRatio: measured })
  expect(reason).toEqual(measured === null ? expect.any(String) : undefined)
  for (const part of ['approval', 'chat', 'pages']) {
    const { reason: why, ...numbers } = result[part] ?? {}
    expect(why, part).toEqual(Object.values(numbers).includes(null) ? expect.any(String) : undefined)
  }
})
