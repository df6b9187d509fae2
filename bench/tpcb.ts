import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import type { BenchBank } from './bench-bank'
import type { Contender, Turn } from './compare'

const run = promisify(execFile)
const THREADS = 2
const SECONDS_MAX = 60
/** Where Debian keeps it. */
const DEBIAN = '/usr/lib/postgresql'

/** One order as pgbench sends it: between the two accounts of a customer drawn at random, or to the one hot account. */
const script = (creditor: 'two' | 'hot') => `
\\set place random(0, :customers - 1)
SELECT p.* FROM bench_customers c, LATERAL post_transfer(
  p_id => gen_random_uuid(), p_debit_entry => gen_random_uuid(), p_credit_entry => gen_random_uuid(), p_customer => c.id,
  p_key => gen_random_uuid(), p_digest => repeat('0', 64), p_debtor => c.one, p_creditor => c.${creditor}, p_amount => 1,
  p_currency => 'USD', p_memo => NULL, p_authority => 'session', p_transfer_limit => 1000000000,
  p_daily_limit => 1000000000, p_actor => '{}') p WHERE c.place = :place;
`

/** The path of pgbench, and its version; null where it is not installed. */
export function findPgbench(): { path: string; version: string } | null {
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...debian]
  const path = folders.map((folder) => join(folder, 'pgbench')).find((file) => existsSync(file))
  if (!path) return null
  return { path, version: /[\d.]+/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))?.[0] ?? 'unknown' }
}

/** pgbench on the bank's own server: its TPC-B in a database of its own, and the posting. Node is in neither. */
export class Pgbench {
  private constructor(
    private readonly path: string,
    private readonly bank: BenchBank,
    private readonly tpcbUrl: string,
  ) {}

  /** Fills TPC-B's tables: 100,000 accounts for each unit of `scale`. */
  static async open(path: string, bank: BenchBank, scale: number): Promise<Pgbench> {
    const sql = postgres(bank.url, { max: 1, onnotice: () => {} })
    await sql`CREATE DATABASE tpcb`
    await sql.end()
    const url = new URL(bank.url)
    url.pathname = '/tpcb'
    await run(path, ['-i', '-q', '-s', String(scale), url.href])
    return new Pgbench(path, bank, url.href)
  }

  /** TPC-B as pgbench has it. */
  tpcb(clients: number): Contender {
    return { name: 'TPC-B', run: (ms) => this.#take(clients, ms, this.tpcbUrl, []) }
  }

  /** The bank's posting, one statement for each transfer, called by pgbench. */
  posting(clients: number, creditor: 'two' | 'hot'): Contender {
    const { url, customers } = this.bank
    const given = ['-D', `customers=${customers.length}`, '-f', this.bank.write(`${creditor}.sql`, script(creditor))]
    return { name: 'one by one', run: (ms) => this.#take(clients, ms, url, given) }
  }

  async #take(clients: number, ms: number, url: string, given: string[]): Promise<Turn> {
    const before = this.bank.postgresMicroseconds()
    for (let seconds = Math.max(1, Math.round(ms / 1000)); seconds <= SECONDS_MAX; seconds *= 2) {
      const threads = Math.min(THREADS, clients)
      const args = ['-n', '-M', 'prepared', '-c', clients, '-j', threads, '-T', seconds, ...given, url]
      const { stdout } = await run(this.path, args.map(String))
      const after = this.bank.postgresMicroseconds()
      const read = (pattern: RegExp) => Number(pattern.exec(stdout)?.[1])
      const done = read(/actually processed: (\d+)/)
      const perSecond = read(/tps = ([\d.]+)/)
      // On a busy machine the connections alone may take as long.
      if (!done || !perSecond) continue
      const used = before !== null && after !== null ? { postgresMicroseconds: after - before } : {}
      // Its own rate leaves out the time that the connections took.
      return { done, ms: (done / perSecond) * 1000, ...used }
    }
    throw new Error('pgbench posted nothing')
  }
}
