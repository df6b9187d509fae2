import { execFile } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { BookWentBack, noteBook, requireSameBook } from './book-mark'
import { requirePrograms } from './debian-packages'
import { type DrillBook, makeBook, momentOf, openBook, setEnvironment } from './drill/book'
import { type DrillServer, openDrillServer } from './drill/server'
import { runCommand } from './run-command'

// npm run drill [-- --transfers N]: loses a database on purpose and restores it to a moment before, in a folder of its own
// (docs/runbook.md, "Backups").

const PROGRAMS = { pgbackrest: 'pgbackrest', setpriv: 'util-linux' }
/** What openssl and pgBackRest begin each encrypted file with. */
const ENCRYPTED = 'Salted__'
/** So many transfers are lost for each that is kept. */
const LOST_SHARE = 10
const CHAIN = /^[0-9a-f-]{36} |^All heads/
const run = promisify(execFile)

/** Prints how long a step took, with what it answered. */
async function step<Found>(title: string, work: () => Promise<Found>): Promise<Found> {
  const begun = performance.now()
  const found = await work()
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
  console.log(`${seconds.padStart(6)} s  ${title}${typeof found === 'string' ? `: ${found}` : ''}`)
  return found
}

function hold(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`The drill failed: ${what}`)
}

/** Runs one of the bank's commands as an operator does, and prints what it says, but not each customer's chain. */
async function command(name: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { stdout, stderr } = await run('npm', ['run', '-s', name], { env })
  const lines = `${stdout}${stderr}`.trim().split('\n')
  for (const line of lines.filter((one) => !CHAIN.test(one))) console.log(`          ${line}`)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
}

/** @throws Error if a file of the repository can be read without its passphrase */
function requireEncrypted(repository: string): string {
  const files = filesIn(repository)
  for (const file of files)
    hold(readFileSync(file).subarray(0, ENCRYPTED.length).toString('latin1') === ENCRYPTED, `${file} is not encrypted`)
  const megabytes = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6
  return `${files.length} files, ${megabytes.toFixed(1)} MB, none of them readable`
}

/** Loses the database some transfers after a moment, and brings it back as it was at that moment. */
async function drill(server: DrillServer, book: DrillBook, transfers: number): Promise<void> {
  const dataDir = join(server.folder, 'host')
  const env: NodeJS.ProcessEnv = {
    ...{ NODE_ENV: 'production', PATH: process.env.PATH, HOME: server.folder },
    ...{ DATABASE_URL: server.url, DATA_DIR: dataDir },
  }
  const rate = (perSecond: number) => `${perSecond.toFixed(0)} a second`

  await step('a full backup', () => server.backUp())
  const approval = await book.ask()
  await step(`${transfers} transfers`, async () => rate(await book.post(transfers)))
  const [moment, kept] = [await momentOf(server.url), await book.transfers()]
  console.log(`          The moment to come back to: ${moment}`)

  await book.use(approval)
  const lost = Math.ceil(transfers / LOST_SHARE)
  await step(`an approval is used, and ${lost} transfers more`, async () => rate(await book.post(lost)))
  await noteBook(dataDir, server.url)
  await step('the log is in the repository', () => server.archived())
  await step('nothing there can be read without its passphrase', async () => requireEncrypted(server.repository))
  await book.quiet()
  await server.lose()
  console.log('          The server has crashed, and its disk is lost.')

  const begun = performance.now()
  await step('the files are restored', () => server.restore(moment))
  await step('the log is replayed up to the moment', async () => {
    await server.start()
    await server.recovered()
  })
  await step('the bank does not open on it', () => requireClosed(dataDir, server.url))
  for (const name of ['db:restored', 'db:verify', 'audit:verify']) await step(name, () => command(name, env))
  await requireSameBook(dataDir, server.url)
  console.log(
    `${((performance.now() - begun) / 1_000).toFixed(1).padStart(6)} s  from the loss to a bank that may open`,
  )

  const [state, refusal, found] = [await book.stateOf(approval), await book.refusalOf(approval), await book.transfers()]
  console.log(
    `          ${found} transfers, as at the moment. The approval that was used: ${state}; used again: ${refusal}.`,
  )
  hold(found === kept, `${kept} transfers were there at the moment, and ${found} are now`)
  hold(state === 'failed (restored)' && refusal !== null, 'an approval that was used may be used again')
  hold((await book.post(1)) > 0, 'no transfer is posted')
}

async function requireClosed(dataDir: string, url: string): Promise<void> {
  const went = await requireSameBook(dataDir, url).then(
    () => null,
    (error: unknown) => error,
  )
  hold(went instanceof BookWentBack, 'a bank would open on the restored book before it is settled')
}

await runCommand(async () => {
  const { values } = parseArgs({ options: { transfers: { type: 'string', default: '2000' } } })
  const transfers = Number(values.transfers)
  if (!Number.isSafeInteger(transfers) || transfers < 1) throw new Error('npm run drill [-- --transfers N]')
  const server = await openDrillServer(requirePrograms(PROGRAMS))
  try {
    setEnvironment(server.url)
    await step('a bank is made', () => makeBook(server.url))
    const book = await openBook()
    try {
      await drill(server, book, transfers)
    } finally {
      await book.close()
    }
    console.log('The drill has passed.')
  } finally {
    await server.close()
  }
})
