import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Traffic } from '@/tests/replicas/traffic'
import { askAiya, untilPosted } from '@/tests/replicas/waiting'
import type { Portal } from '@/tests/support/bank/portal'
import type { PhoneRobot } from '@/tests/support/phone/phone'
import { bankCommand } from './bank-command'
import { filesIn, missingOf, type PageWatch } from './page-watch'
import type { Phases } from './phases'
import type { Seat, UpgradeBank } from './upgrade-bank'

/** So many transfers go on in each state before the next thing happens. */
const ENOUGH = 60

/** The folders of the two versions. */
export interface Versions {
  n: string
  next: string
}

/** Who works with the bank while it is upgraded. */
export interface Customers {
  alice: Portal
  /** Signed in under N, and idle until the end. */
  bob: Portal
  phone: PhoneRobot
  traffic: Traffic
  pages: PageWatch
}

/** One upgrade from N to N+1 and back, process by process, with an approval that waits across each. */
export class UpgradeRun {
  /** What did not hold. */
  readonly findings: string[] = []
  readonly #seats: [Seat, Seat]

  constructor(
    private readonly bank: UpgradeBank,
    private readonly versions: Versions,
    private readonly customers: Customers,
    private readonly phases: Phases,
  ) {
    this.#seats = bank.seats as [Seat, Seat]
  }

  async forth(): Promise<void> {
    const { bank, phases, customers } = this
    const { next } = this.versions
    const [a, b] = this.#seats
    await this.#more('N serves')
    const files = filesIn(await (await customers.alice.fetch('/')).text())
    const waiting = await this.#ask('across')
    await phases.run('the database is migrated', () => bankCommand('db:migrate', bank.env, next))
    await this.#more('N serves on the schema of N+1')
    await phases.run('a is replaced by N+1', () => bank.replace(a, next))
    await this.#more('N and N+1 serve')
    await phases.run('b is replaced by N+1', () => bank.replace(b, next))
    await this.#more('N+1 serves')
    await this.#approve(waiting, 'across', 'what waited is posted')
    await this.#verify(next)
    const gone = await missingOf(bank.app, files)
    const [total, missing] = [files.length, gone.length]
    phases.report.say(`A page of N named ${total} scripts and styles; ${missing} of them are not served any more.`)
  }

  async back(): Promise<void> {
    const { n, next } = this.versions
    const waiting = await this.#ask('back')
    const isBack = await this.#goBack()
    await this.#approve(waiting, 'back', 'what N+1 asked for is posted')
    await this.#verify(isBack && !leavesNewer(n) ? n : next)
  }

  /** Starts N again in each place, on the schema of N+1. @returns whether it serves there */
  async #goBack(): Promise<boolean> {
    const { bank, phases } = this
    const { n, next } = this.versions
    const [a, b] = this.#seats
    try {
      await phases.run('a goes back to N', () => bank.replace(a, n))
    } catch (error) {
      const why = `N does not start again: ${error instanceof Error ? error.message.trim().split('\n').at(-1) : error}`
      if (leavesNewer(n)) this.findings.push(why)
      else phases.report.say(`${why} (N is from before decision 086.)`)
      await phases.run('a is replaced by N+1 again', () => bank.replace(a, next))
      return false
    }
    if (!leavesNewer(n))
      phases.report.say('N is from before decision 086: it has put its own functions back under N+1.')
    await this.#more('N and N+1 serve again')
    await phases.run('b goes back to N', () => bank.replace(b, n))
    await this.#more('N serves again')
    return true
  }

  #more(state: string): Promise<void> {
    return this.phases.run(state, () => this.customers.traffic.more(ENOUGH))
  }

  #ask(memo: string): Promise<string> {
    return askAiya(this.customers.alice, this.customers.phone, memo)
  }

  async #approve(id: string, memo: string, phase: string): Promise<void> {
    const { code } = await this.customers.phone.approve(id)
    if (code !== 'approved') this.findings.push(`the phone answered ${code} for ${memo}`)
    const times = await this.phases.run(phase, () => untilPosted(this.bank.sql, memo))
    if (times !== 1) this.findings.push(`the approval ${memo} was posted ${times} times`)
  }

  /** Verifies book, schema and audit log by this version's commands. */
  async #verify(version: string): Promise<void> {
    for (const name of ['db:verify', 'audit:verify']) {
      const lines = await this.phases.run(name, () =>
        bankCommand(name, this.bank.env, version).catch((error: Error) => {
          this.findings.push(error.message.trim())
          return []
        }),
      )
      for (const line of lines) this.phases.report.say(line)
    }
  }
}

/** Whether this version leaves the schema of the next one as it is when it starts (docs/decisions/086). */
const leavesNewer = (version: string) => existsSync(join(version, 'db/schema-history.ts'))
