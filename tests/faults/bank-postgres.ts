import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { openEmbeddedDatabase } from '@/scripts/bank-database'
import type { RoleAddresses } from '@/scripts/roles-apart'
import type { Secrets } from '@/scripts/secrets'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { Addresses, type DatabaseRole } from './addresses'
import { Link } from './link'
import { childrenOf, sendSignal } from './part'

/** The harness's Postgres: one server, and a link to it for whoever uses it. */
export class BankPostgres {
  #server: Pick<EmbeddedPostgres, 'stop'> | null
  readonly #links: Link[] = []
  readonly #addresses: Addresses

  private constructor(
    private readonly folder: string,
    private readonly password: string,
    server: Pick<EmbeddedPostgres, 'stop'>,
    urls: Record<DatabaseRole, string>,
  ) {
    this.#server = server
    this.#addresses = new Addresses(urls)
  }

  /** Starts a new server in `folder`, with the bank's schema and roles in it. */
  static async open(folder: string, secrets: Secrets): Promise<BankPostgres> {
    const opened = await openEmbeddedDatabase(folder, secrets)
    const { ownerUrl: owner, appUrl: app, tenantUrl: tenant, shopUrl: shop, brokerageUrl: brokerage } = opened
    const urls = { owner, app, tenant, shop, brokerage }
    return new BankPostgres(join(folder, 'postgres'), secrets.databasePassword, opened, urls)
  }

  /** A link of one's own, and the address that leads over it. */
  async linkFor(role: DatabaseRole): Promise<{ link: Link; url: URL }> {
    const link = await Link.open(this.#port())
    this.#links.push(link)
    return { link, url: this.#addresses.over(role, link.port) }
  }

  /** What its roles' names end with: nothing in a server that is the bank's alone. */
  async roleSuffix(): Promise<string> {
    return ''
  }

  /** From now on, whoever starts signs in with these. */
  signInWith(roles: RoleAddresses): void {
    this.#addresses.signInWith(roles)
  }

  /** SIGKILL for the postmaster, as the kernel does when memory runs out; its children notice and end. */
  async kill(): Promise<void> {
    sendSignal(this.#pid(), 'SIGKILL')
    this.#server = null
    for (const link of this.#links) link.reset()
  }

  /** A restart as an administrator does it: running statements are broken off. */
  async stop(): Promise<void> {
    await this.#server?.stop()
    this.#server = null
  }

  async start(): Promise<void> {
    const server = await startEmbeddedPostgres(this.folder, this.password)
    this.#server = server
    for (const link of this.#links) link.target = Number(new URL(server.adminUrl).port)
  }

  freeze(): void {
    for (const pid of this.#all()) sendSignal(pid, 'SIGSTOP')
  }

  thaw(): void {
    for (const pid of this.#all()) sendSignal(pid, 'SIGCONT')
  }

  /**
   * Takes every connection that ordinary roles may have, and breaks those of the app.
   * @returns what gives them back.
   */
  async exhaust(): Promise<() => Promise<void>> {
    const owner = postgres(this.#direct('owner'), { max: 1, onnotice: () => {} })
    const hog = postgres(this.#direct('app'), {
      ...{ max: 200, connect_timeout: 3, max_lifetime: null, fetch_types: false, onnotice: () => {} },
    })
    await owner`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'replica-%'`
    await Promise.allSettled(Array.from({ length: 200 }, () => hog`SELECT pg_sleep(0.2)`))
    return async () => {
      await Promise.all([owner.end({ timeout: 1 }), hog.end({ timeout: 1 })])
    }
  }

  async close(): Promise<void> {
    if (this.#server) this.thaw()
    for (const link of this.#links) await link.close()
    if (this.#server) await this.stop()
  }

  #direct(role: 'owner' | 'app'): string {
    return this.#addresses.over(role, this.#port()).href
  }

  #pidFile(): string[] {
    return readFileSync(join(this.folder, 'postmaster.pid'), 'utf8').split('\n')
  }

  #pid(): number {
    return Number(this.#pidFile()[0])
  }

  #port(): number {
    return Number(this.#pidFile()[3])
  }

  #all(): number[] {
    return [this.#pid(), ...childrenOf(this.#pid()).map(({ pid }) => pid)]
  }
}
