import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SuperviseOptions } from '@/scripts/supervise'

const NOBODY = { uid: 65_534, gid: 65_534 }
const MAY_PASS = 0o001

/** How a program runs that refuses to run as root. */
export interface Unprivileged {
  wrap(command: string, args: string[]): Pick<SuperviseOptions, 'command' | 'args' | 'uid' | 'gid'>
  /** Makes a new folder the program's own. */
  own(folder: string): void
}

/**
 * Postgres refuses to run as root. As root we therefore enter a user namespace in which we are `nobody`, which works
 * under a 0700 home too; where namespaces are forbidden (Docker's own rules do so) we become `nobody` for good.
 * @throws Error in one line, then, if a folder on the way to `data` or to `binary` is closed to `nobody`.
 */
export function unprivileged(data: string, binary: string): Unprivileged {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => ({ command, args }), own: () => {} }
  const namespace = ['--user', `--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`]
  if (spawnSync('unshare', [...namespace, 'true']).status === 0) {
    return { wrap: (command, args) => ({ command: 'unshare', args: [...namespace, command, ...args] }), own: () => {} }
  }
  const folder = dirname(data)
  // Everything in the data folder is closed to others by itself (scripts/secrets.ts): they may pass, and not look round.
  chmodSync(folder, statSync(folder).mode | MAY_PASS)
  for (const path of [binary, folder]) requirePassable(path)
  return {
    wrap: (command, args) => ({ command, args, ...NOBODY }),
    own: (made) => chownSync(made, NOBODY.uid, NOBODY.gid),
  }
}

function requirePassable(path: string): void {
  const closed = [...parentsOf(path), path].find(
    (one) => spawnSync('sh', ['-c', 'test -x "$0"', one], NOBODY).status !== 0,
  )
  if (!closed) return
  throw new Error(
    `Postgres must not run as root, and the user "nobody" may not pass ${closed}: run the bank as an ordinary user, set DATA_DIR or DATABASE_URL, or say \`chmod o+x\` to it.`,
  )
}

/** From the root down. */
function parentsOf(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [...parentsOf(parent), parent]
}
