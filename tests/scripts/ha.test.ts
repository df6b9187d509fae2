import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NODES, nodeNamed, passwordOf } from '@/scripts/ha/nodes'
import { requirePackages, requireRoot } from '@/scripts/ha/packages'
import { etcdArguments, haproxySettings, patroniSettings } from '@/scripts/ha/settings'

// What can be known of the practice cluster without its packages. `npm run faults -- --ha` runs it (docs/runbook.md).

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'baink-ha-'))
  mkdirSync(join(folder, '15', 'bin'), { recursive: true })
  writeFileSync(join(folder, '15', 'bin', 'pg_rewind'), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('names the packages that are missing, with the command that brings them', () => {
  const postgres = join(folder, 'none')
  expect(() => requirePackages({ path: '/nowhere', postgres, more: [] })).toThrow(
    'apt-get install iproute2 util-linux etcd-server patroni haproxy postgresql-15',
  )
})

test('takes the newest Postgres that has what Patroni needs', () => {
  for (const program of ['ip', 'setpriv', 'etcd', 'patroni', 'haproxy']) writeFileSync(join(folder, program), '')
  mkdirSync(join(folder, '14', 'bin'), { recursive: true })
  expect(requirePackages({ path: folder, postgres: folder, more: [] })).toBe(join(folder, '15', 'bin'))
})

test('says that it needs root, and which nodes there are', () => {
  expect(() => requireRoot(1000)).toThrow('needs root')
  expect(() => nodeNamed('n4')).toThrow('one of n1, n2, n3, not "n4"')
  expect(() => nodeNamed(undefined)).toThrow('one of n1, n2, n3')
})

test('acknowledges nothing that a standby has not, and lets no two nodes be the primary', () => {
  for (const node of NODES) {
    const { bootstrap, postgresql } = JSON.parse(patroniSettings(node, '/bin', 'secret'))
    const { dcs } = bootstrap
    expect(dcs).toMatchObject({ synchronous_mode: true, synchronous_mode_strict: true })
    expect(dcs.postgresql.parameters.synchronous_commit).toBe('on')
    // Patroni's own rule for the lease that is its fence.
    expect(dcs.loop_wait + 2 * dcs.retry_timeout).toBeLessThanOrEqual(dcs.ttl)
    expect(bootstrap.pg_hba.filter((line: string) => line.startsWith('host') && line.includes('trust'))).toEqual([])
    expect(postgresql.authentication.superuser.password).toBe(passwordOf('postgres', 'secret'))
  }
  expect(haproxySettings()).toContain('OPTIONS /primary')
  expect(haproxySettings()).toContain('on-marked-down shutdown-sessions')
  expect(new Set(NODES.map((node) => etcdArguments(node).join(' '))).size).toBe(3)
})
