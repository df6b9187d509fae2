import { withConnection } from '@/db/connect'
import { parseSettings } from '@/lib/platform/env'
import { openBankDatabase } from '@/scripts/bank-database'
import { down, up } from '@/scripts/ha/cluster'
import { DATABASE, PORTS, USERS, urlOf } from '@/scripts/ha/nodes'
import { requirePackages, requireRoot } from '@/scripts/ha/packages'
import { readSecret } from '@/scripts/ha/status'
import { type RoleAddresses, suffixOf } from '@/scripts/roles-apart'
import type { Secrets } from '@/scripts/secrets'
import { Addresses, type DatabaseRole } from './addresses'
import { Link } from './link'

/** The practice cluster of `npm run ha` in place of the harness's one Postgres: a bank of its own in it, made anew. */
export class HaPostgres {
  readonly #links: Link[] = []

  readonly #addresses: Addresses

  private constructor(urls: Record<DatabaseRole, string>) {
    this.#addresses = new Addresses(urls)
  }

  /** @throws Error that names the packages that are missing */
  static async open(secrets: Secrets): Promise<HaPostgres> {
    const binaries = requirePackages()
    requireRoot()
    const { url } = await up(binaries)
    await withConnection(urlOf(USERS.superuser, 'postgres', readSecret()), async (sql) => {
      await sql.unsafe(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`)
      await sql.unsafe(`CREATE DATABASE ${DATABASE} OWNER ${USERS.owner}`)
    })
    const opened = await openBankDatabase(parseSettings({ DATABASE_URL: url }), secrets, (line) => {
      throw new Error(line)
    })
    return new HaPostgres({
      owner: opened.ownerUrl,
      app: opened.appUrl,
      tenant: opened.tenantUrl,
      shop: opened.shopUrl,
      brokerage: opened.brokerageUrl,
    })
  }

  /** A link of one's own to HAProxy, and the address that leads over it. */
  async linkFor(role: DatabaseRole): Promise<{ link: Link; url: URL }> {
    const link = await Link.open(PORTS.entrance)
    this.#links.push(link)
    return { link, url: this.#addresses.over(role, link.port) }
  }

  /** What its roles' names end with. */
  roleSuffix(ownerUrl: string): Promise<string> {
    return suffixOf(ownerUrl)
  }

  /** From now on, whoever starts signs in with these. */
  signInWith(roles: RoleAddresses): void {
    this.#addresses.signInWith(roles)
  }

  async close(): Promise<void> {
    for (const link of this.#links) await link.close()
    down({ erase: false })
  }
}
