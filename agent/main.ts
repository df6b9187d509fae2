import { parseArgs } from 'node:util'
import { decodeJwt } from 'jose'
import { ask } from './ask'
import { type Bank, connect } from './bank'
import { EXIT, Failure } from './failure'
import { exitFor } from './follow'
import { type Printer, printerFor } from './printer'
import { readSettings, type Settings } from './settings'
import { access, signIn, signOut } from './sign-in'
import { Withdrawal } from './withdrawal'

const USAGE = `npm run agent -- "WORDS"         asks for what the words say
npm run agent -- login           signs in with a code
npm run agent -- logout          ends the access
npm run agent -- whoami          says who is signed in, and where
npm run agent -- status ID       says how a request stands
With --json, one object a line.`

const OPEN = new Set(['requested', 'pending', 'approved'])

async function main(): Promise<number> {
  const { json, words } = readArguments()
  const print = printerFor(json)
  const withdrawal = new Withdrawal()
  withdrawal.listen()
  try {
    return await run(words, readSettings(process.env), print, withdrawal)
  } catch (error) {
    const failure =
      error instanceof Failure ? error : new Failure('failed', error instanceof Error ? error.message : 'It failed.')
    print.failure(failure.code, failure.message)
    return failure.exit
  }
}

function readArguments(): { json: boolean; words: string[] } {
  try {
    const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
    return { json: values.json ?? false, words: positionals }
  } catch {
    return { json: false, words: [] }
  }
}

async function run([first, ...more]: string[], settings: Settings, print: Printer, withdrawal: Withdrawal) {
  if (first === 'login' && more.length === 0) {
    await untilWithdrawn(signIn(settings, print), withdrawal)
    print.note('Signed in.')
    return EXIT.done
  }
  if (first === 'logout' && more.length === 0) {
    await untilWithdrawn(signOut(settings), withdrawal)
    print.note('Signed out.')
    return EXIT.done
  }
  if (first === 'whoami' && more.length === 0) return untilWithdrawn(whoami(settings, print), withdrawal)
  if (first === 'status') {
    const [id] = more
    if (more.length !== 1 || !id) throw usage()
    return withBank(settings, print, withdrawal, (bank) => untilWithdrawn(status(bank, id, print), withdrawal))
  }
  const words = [first, ...more].join(' ').trim()
  if (!words) throw usage()
  return withBank(settings, print, withdrawal, (bank) => ask(bank, { words, model: settings.model }, print, withdrawal))
}

async function withBank(
  settings: Settings,
  print: Printer,
  withdrawal: Withdrawal,
  work: (bank: Bank) => Promise<number>,
) {
  const coming = async () => connect(settings, (await access(settings)) ?? (await signIn(settings, print)))
  const bank = await untilWithdrawn(coming(), withdrawal)
  try {
    return await work(bank)
  } finally {
    await bank.close().catch(() => {})
  }
}

async function whoami(settings: Settings, print: Printer): Promise<number> {
  const signedIn = await access(settings)
  if (!signedIn) throw new Failure('unauthenticated', 'Nobody is signed in. Sign in: npm run agent -- login')
  const { sub, scope, client_id: client } = decodeJwt(signedIn.kept.accessToken)
  print.answer(JSON.stringify({ bank: settings.bank, subject: sub, client, scope }))
  return EXIT.done
}

async function status(bank: Bank, approvalId: string, print: Printer): Promise<number> {
  const approval = await bank.approval('get_approval', { approvalId })
  print.approval(approval)
  print.end(approval)
  return OPEN.has(approval.status) ? EXIT.done : exitFor(approval)
}

/** Runs the work until Ctrl-C. Only for work that asks for no transfer. */
async function untilWithdrawn<T>(work: Promise<T>, { wanted }: Withdrawal): Promise<T> {
  const gaveUp = new Promise<never>((_, reject) => {
    const leave = () => reject(new Failure('withdrawn', 'Nothing was asked.', { exit: EXIT.withdrawn }))
    if (wanted.aborted) leave()
    else wanted.addEventListener('abort', leave, { once: true })
  })
  return Promise.race([work, gaveUp])
}

function usage(): Failure {
  return new Failure('usage', USAGE, { exit: EXIT.usage })
}

// Each wait has a deadline, but a deadline keeps no process alive (AbortSignal.timeout): where a connection had just closed,
// Node would end in the middle of one, with 13 and without a word.
setInterval(() => {}, 60_000)
process.exit(await main())
