import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import postgres from 'postgres'
import type { BenchBank } from './bench-bank'
import type { Contender, Turn } from './compare'

const run = promisify(execFile)
const THREADS = 2
/** What pgbench says each second: the time since it began, and the transactions of this second. */
const PROGRESS = /^progress: ([\d.]+) s, ([\d.]+) tps/
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

  /**
   * One run of pgbench, of which the first seconds are not counted, nor what comes after the last whole one, when its
   * connections end. Trap: pgbench connects anew in each run, and a new connection of Postgres compiles functions and plans
   * statements in its first transactions, which takes 32 clients whole seconds. The other contenders keep theirs over all
   * rounds.
   */
  async #take(clients: number, ms: number, url: string, given: string[]): Promise<Turn> {
    // So short a turn only shows that everything runs.
    const warm = ms < 500 ? 0 : 1 + Math.ceil(clients / 8)
    const seconds = Math.max(1, Math.round(ms / 1000))
    const [threads, ends] = [Math.min(THREADS, clients), warm + seconds + 1]
    const args = `-n -M prepared -P 1 -c ${clients} -j ${threads} -T ${ends}`.split(' ')
    const told = await this.#told([...args, ...given, url])
    const from = told.findLast(({ at }) => at <= warm + 0.5) ?? { at: 0, microseconds: null }
    const counted = told.filter(({ at }) => at > warm + 0.5 && at < warm + seconds + 0.5)
    const last = counted.at(-1)
    if (!last) throw new Error('pgbench posted nothing')
    const done = counted.reduce((all, { at, perSecond }, i) => all + perSecond * (at - (counted[i - 1] ?? from).at), 0)
    const used = last.microseconds !== null && from.microseconds !== null && last.microseconds - from.microseconds
    return { done, ms: (last.at - from.at) * 1000, ...(used !== false && { postgresMicroseconds: used }) }
  }

  /** Runs pgbench, and answers what it says each second, with Postgres' processor time so far. */
  async #told(args: string[]) {
    const child = spawn(this.path, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = once(child, 'close')
    const told: { at: number; perSecond: number; microseconds: number | null }[] = []
    const errors: string[] = []
    for await (const line of createInterface(child.stderr)) {
      const [, at, perSecond] = PROGRESS.exec(line) ?? []
      if (at === undefined) errors.push(line)
      else told.push({ at: Number(at), perSecond: Number(perSecond), microseconds: this.bank.postgresMicroseconds() })
    }
    const [code] = await ended
    if (code !== 0) throw new Error(`pgbench: ${errors.join('\n')}`)
    return told
  }
}
