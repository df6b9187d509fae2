import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual, promisify } from 'node:util'
import { bankCommand } from './bank-command'
import type { Report } from './report'

/** What the database consists of: a commit that changes one of these makes a new schema. */
const SCHEMA = ['db/migrations', 'db/functions', 'db/app-role.sql']
const run = promisify(execFile)

/** The app of an earlier commit, built in a folder of its own. */
export interface EarlierVersion {
  commit: string
  folder: string
  remove(): Promise<void>
}

/**
 * Chooses the version to come from.
 * @param from names a commit; without it the last one whose database schema differs from the working tree's is taken
 * @throws Error in one line if there is no such commit
 */
export async function chooseCommit(from?: string, repository = process.cwd()): Promise<string> {
  const git = async (...words: string[]) => (await run('git', words, { cwd: repository })).stdout.trim()
  const commitOf = (name: string) =>
    git('rev-parse', '--verify', '--quiet', `${name}^{commit}`).catch(() => {
      throw new Error(`There is no commit ${name} here.`)
    })
  if (from) return commitOf(from)
  if ((await git('status', '--porcelain', '--', ...SCHEMA)) !== '') return commitOf('HEAD')
  const last = await git('rev-list', '-1', '--first-parent', 'HEAD', '--', ...SCHEMA)
  if (last === '') throw new Error('No commit here has changed the database schema: name one with --from.')
  return commitOf(`${last}^`)
}

/** Checks the commit out beside the repository and builds its app. */
export async function buildEarlier(commit: string, { step, say }: Report): Promise<EarlierVersion> {
  const folder = join(mkdtempSync(join(tmpdir(), 'baink-upgrade-')), 'version')
  const remove = async () => {
    await run('git', ['worktree', 'remove', '--force', folder]).catch(() => {})
    rmSync(join(folder, '..'), { recursive: true, force: true })
  }
  try {
    await step('it is checked out', async () => {
      await run('git', ['worktree', 'add', '--detach', folder, commit])
    })
    if (hasSameModules(lockIn(folder), lockIn(process.cwd())))
      await step('its node_modules are ours', () => link(folder))
    else {
      say("Its package-lock.json names other packages than ours, so npm installs them: this takes the registry's time.")
      await step('npm ci', async () => {
        await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, env: environment() })
      })
    }
    if (!('build' in JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).scripts))
      throw new Error(`${commit} has no \`npm run build\` yet: take a later one.`)
    await step('it is built', async () => {
      await bankCommand('build', environment(), folder)
    })
    return { commit, folder, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** A shell's environment, without what this process was told about its own bank. */
export function environment(): NodeJS.ProcessEnv {
  return { NODE_ENV: 'production', PATH: process.env.PATH, HOME: process.env.HOME }
}

interface Lock {
  packages: Record<string, unknown>
}

const lockIn = (folder: string): Lock => JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))

/** Whether two package-lock.json install the same, whatever the two packages themselves are called and declare. */
export function hasSameModules(
  { packages: { '': _, ...one } }: Lock,
  { packages: { '': __, ...other } }: Lock,
): boolean {
  return isDeepStrictEqual(one, other)
}

/** Gives the folder our node_modules by hard links: Next follows no link that leads out of its folder. */
async function link(folder: string): Promise<void> {
  for (const modules of ['node_modules', 'tenant/node_modules'].filter((name) => existsSync(name))) {
    const to = join(folder, modules)
    await run('cp', ['-al', modules, to]).catch(async () => {
      rmSync(to, { recursive: true, force: true })
      await run('cp', ['-a', modules, to])
    })
  }
}
