import { setTimeout as sleep } from 'node:timers/promises'
import type { Portal } from '@/tests/support/bank/portal'

const PAGES = ['/', '/accounts', '/transfer', '/approvals']
const PAUSE_MS = 300
const FILE = /\/_next\/static\/[^"'\\\s)]+\.(?:js|css)/g

/** A page that was opened while others were served: what it needed and did not get. */
interface Broken {
  at: number
  what: string
}

/** A customer who opens pages at the bank's address, each with the scripts and styles that its HTML names. */
export class PageWatch {
  readonly #broken: Broken[] = []
  readonly #work: Promise<void>
  #opened = 0
  #over = false

  constructor(
    private readonly app: string,
    private readonly portal: Portal,
  ) {
    this.#work = this.#open()
  }

  get opened(): number {
    return this.#opened
  }

  /** The pages that lacked something, between two moments of `performance.now()`. */
  brokenBetween(from: number, to: number): string[] {
    return this.#broken.filter(({ at }) => at >= from && at < to).map(({ what }) => what)
  }

  async end(): Promise<void> {
    this.#over = true
    await this.#work
  }

  async #open(): Promise<void> {
    for (let n = 0; !this.#over; n++) {
      const page = PAGES[n % PAGES.length] ?? '/'
      const missing = await this.#missingOf(page).catch((error: unknown) => [String(error)])
      this.#opened++
      if (missing.length > 0)
        this.#broken.push({ at: performance.now(), what: `${page} lacks ${missing.length}: ${missing[0]}` })
      await sleep(PAUSE_MS)
    }
  }

  /** What of the page did not come. */
  async #missingOf(page: string): Promise<string[]> {
    const response = await this.portal.fetch(page)
    const html = await response.text()
    if (response.status !== 200) return [`${response.status}`]
    const files = filesIn(html)
    return files.length > 0 ? missingOf(this.app, files) : ['no script at all']
  }
}

/** The scripts and styles that a page names. */
export function filesIn(html: string): string[] {
  return [...new Set(html.match(FILE) ?? [])]
}

/** Which of these files do not come from there, each with the status in its place. */
export async function missingOf(app: string, files: string[]): Promise<string[]> {
  const answers = await Promise.all(
    files.map(async (path) => {
      const answer = await fetch(`${app}${path}`)
      await answer.arrayBuffer()
      return answer.ok ? [] : [`${answer.status} ${path}`]
    }),
  )
  return answers.flat()
}
