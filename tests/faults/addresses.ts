import type { RoleAddresses } from '@/scripts/roles-apart'

/** Who signs in to the database, each over a link of its own. */
export type DatabaseRole = 'owner' | 'app' | 'tenant' | 'shop' | 'brokerage'

/** The addresses that were given out, which follow a change of the passwords: a part reads its own when it starts. */
export class Addresses {
  readonly #given: { role: DatabaseRole; url: URL }[] = []

  constructor(private readonly urls: Record<DatabaseRole, string>) {}

  /** A role's address over another port. */
  over(role: DatabaseRole, port: number): URL {
    const url = new URL(this.urls[role])
    url.port = String(port)
    this.#given.push({ role, url })
    return url
  }

  signInWith({ appUrl: app, tenantUrl: tenant, shopUrl: shop, brokerageUrl: brokerage }: RoleAddresses): void {
    Object.assign(this.urls, { app, tenant, shop, brokerage })
    for (const { role, url } of this.#given) {
      const { username, password } = new URL(this.urls[role])
      Object.assign(url, { username, password })
    }
  }
}
