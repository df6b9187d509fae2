import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SuperviseOptions } from './supervise'

const NOBODY = { uid: 65_534, gid: 65_534 }
const MAY_PASS = 0o001

/** A way to run a program that refuses to run as root. */
export interface Unprivileged {
  wrap(command: string, args: string[]): Pick<SuperviseOptions, 'command' | 'args' | 'uid' | 'gid'>
  /** Makes the program's user the owner of a new folder. */
  own(folder: string): void
}

/**
 * Postgres refuses to run as root. As root, this enters a user namespace in which the program is `nobody`, which works
 * even under a home with mode 0700. Where namespaces are forbidden, as Docker's default rules do, the program runs as
 * the user `nobody`.
 * @throws Error in one line, in that case, if a folder on the way to `data` or `binary` is closed to `nobody`
 */
export function unprivileged(data: string, binary: string): Unprivileged {
  if (process.getuid?.() !== 0) return { wrap: (command, args) => ({ command, args }), own: () => {} }
  const namespace = ['--user', `--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`]
  if (spawnSync('unshare', [...namespace, 'true']).status === 0) {
    return { wrap: (command, args) => ({ command: 'unshare', args: [...namespace, command, ...args] }), own: () => {} }
  }
  const folder = dirname(data)
  // Other users may pass through the data folder and not list it. Each file in it is closed to them by itself
  // (scripts/secrets.ts).
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

/** The folders above a path, from the root down. */
function parentsOf(path: string): string[] {
  const parent = dirname(path)
  return parent === path ? [] : [...parentsOf(parent), parent]
}
