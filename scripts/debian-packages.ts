import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const POSTGRES_MIN = 15

/** Where programs are looked for. */
export interface Places {
  path?: string
  postgres?: string
  more?: readonly string[]
}

/**
 * Requires programs of Debian's packages, and a Postgres with all its own: more of them than come with npm.
 * @param programs the package that brings each
 * @returns the folder of the newest Postgres's programs
 * @throws Error with the command that installs what is missing
 */
export function requirePrograms(
  programs: Record<string, string>,
  { path = process.env.PATH ?? '', postgres = '/usr/lib/postgresql', more = ['/usr/sbin', '/sbin'] }: Places = {},
): string {
  const folders = [...path.split(delimiter), ...more]
  const missing = Object.entries(programs)
    .filter(([program]) => !folders.some((folder) => existsSync(join(folder, program))))
    .map(([, debian]) => debian)
  const binaries = newest(postgres)
  if (!binaries) missing.push('postgresql-15')
  if (missing.length > 0)
    throw new Error(`Missing here: ${missing.join(', ')}. Debian has them: apt-get install ${missing.join(' ')}`)
  return binaries as string
}

function newest(folder: string): string | undefined {
  const versions = existsSync(folder) ? readdirSync(folder).map(Number) : []
  const [version] = versions.filter((one) => one >= POSTGRES_MIN).sort((a, b) => b - a)
  const binaries = version && join(folder, String(version), 'bin')
  return binaries && existsSync(join(binaries, 'pg_rewind')) ? binaries : undefined
}
