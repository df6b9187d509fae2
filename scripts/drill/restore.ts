import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BookWentBack, noteBook, requireSameBook } from '../book-mark'
import { bankCommand } from './bank-command'
import { type DrillBook, momentOf } from './book'
import type { Report } from './report'
import type { DrillServer } from './server'

/** What openssl and pgBackRest begin each encrypted file with. */
const ENCRYPTED = 'Salted__'
/** So many transfers are lost for each that is kept. */
const LOST_SHARE = 10

/** What a restore is judged by. */
export interface Restored {
  /** The transfers' ids at the moment to come back to, before the server was lost, and after the restore. */
  transfers: { kept: string[]; before: string[]; after: string[] }
  /** The files of the repository that can be read without its passphrase. */
  readable: string[]
  /** Whether a bank would open on the restored book before it is settled. */
  openedUnsettled: boolean
  /** Approvals that were used after the moment: one was asked for before it, and the other has vanished with it. */
  used: { waiting: string; vanished: string }
}

/** Loses the database some transfers after a moment, and brings it back as it was at that moment, settled and verified. */
export async function practiseRestore(
  server: DrillServer,
  book: DrillBook,
  transfers: number,
  { step, say, took }: Report,
): Promise<Restored> {
  const dataDir = join(server.folder, 'host')
  const env: NodeJS.ProcessEnv = {
    ...{ NODE_ENV: 'production', PATH: process.env.PATH, HOME: server.folder },
    ...{ DATABASE_URL: server.url, DATA_DIR: dataDir },
  }
  const rate = (perSecond: number) => `${perSecond.toFixed(0)} a second`

  await step('a full backup', () => server.backUp())
  const waiting = await book.ask()
  await step(`${transfers} transfers`, async () => rate(await book.post(transfers)))
  const [moment, kept] = [await momentOf(server.url), await book.transfers()]
  say(`The moment to come back to: ${moment}`)

  await book.use(waiting)
  const vanished = await book.ask()
  await book.use(vanished)
  const lost = Math.ceil(transfers / LOST_SHARE)
  await step(`two approvals are used, and ${lost} transfers more`, async () => rate(await book.post(lost)))
  const before = await book.transfers()
  await noteBook(dataDir, server.url)
  await step('the log is in the repository', () => server.archived())
  const files = filesIn(server.repository)
  const readable = files.filter((file) => !isEncrypted(file))
  say(`The repository has ${files.length} files, ${megabytesOf(files)} MB; ${readable.length} can be read as they are.`)
  await book.quiet()
  await server.lose()
  say('The server has crashed, and its disk is lost.')

  const begun = performance.now()
  await step('the files are restored', () => server.restore(moment))
  await step('the log is replayed up to the moment', async () => {
    await server.start()
    await server.recovered()
  })
  const openedUnsettled = await step('whether the bank opens on it is asked', () => opens(dataDir, server.url))
  for (const name of ['db:restored', 'db:verify', 'audit:verify']) {
    const lines = await step(name, () => bankCommand(name, env))
    for (const line of lines) say(line)
  }
  await requireSameBook(dataDir, server.url)
  took(begun, 'from the loss to a bank that may open')
  const after = await book.transfers()
  return { transfers: { kept, before, after }, readable, openedUnsettled, used: { waiting, vanished } }
}

async function opens(dataDir: string, url: string): Promise<boolean> {
  try {
    await requireSameBook(dataDir, url)
    return true
  } catch (error) {
    if (error instanceof BookWentBack) return false
    throw error
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
}

function isEncrypted(file: string): boolean {
  return readFileSync(file).subarray(0, ENCRYPTED.length).toString('latin1') === ENCRYPTED
}

function megabytesOf(files: string[]): string {
  return (files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6).toFixed(1)
}
