import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Each program that is needed, and the Debian package that brings it. */
const PROGRAMS = { ip: 'iproute2', setpriv: 'util-linux', etcd: 'etcd-server', patroni: 'patroni', haproxy: 'haproxy' }
const POSTGRES = '/usr/lib/postgresql'
const POSTGRES_MIN = 15

/**
 * Postgres's newest programs' folder. Patroni needs more of them than come with npm: `pg_rewind`, `pg_basebackup`.
 * @throws Error with the command that installs what is missing; or that says that root is needed
 */
export function requirePackages(
  path = process.env.PATH ?? '',
  postgres = POSTGRES,
  more: readonly string[] = ['/usr/sbin', '/sbin'],
): string {
  const folders = [...path.split(delimiter), ...more]
  const missing = Object.entries(PROGRAMS)
    .filter(([program]) => !folders.some((folder) => existsSync(join(folder, program))))
    .map(([, debian]) => debian)
  const binaries = newest(postgres)
  if (!binaries) missing.push('postgresql-15')
  if (missing.length > 0)
    throw new Error(`Missing here: ${missing.join(', ')}. Debian has them: apt-get install ${missing.join(' ')}`)
  return binaries as string
}

/** Hosts are network namespaces here, and only root may make those. */
export function requireRoot(user = process.getuid?.()): void {
  if (user !== 0) throw new Error('npm run ha needs root: it makes a network namespace for each node.')
}

function newest(folder: string): string | undefined {
  const versions = existsSync(folder) ? readdirSync(folder).map(Number) : []
  const [version] = versions.filter((one) => one >= POSTGRES_MIN).sort((a, b) => b - a)
  const binaries = version && join(folder, String(version), 'bin')
  return binaries && existsSync(join(binaries, 'pg_rewind')) ? binaries : undefined
}
