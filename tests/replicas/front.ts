import { Link } from '../faults/link'
import { type Portal, signInToPortal } from '../support/bank/portal'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { type Balancer, openBalancer } from './balancer'

/** What customers meet of a bank of several processes: one address in front of them, and the tenant. */
export interface Front {
  tenant: TestTenant
  /** The way of the app and the phone to the tenant. */
  tenantLink: Link
  /** The address that customers know. */
  app: string
  balancer: Balancer
  signIn(email: string): Promise<Portal>
  close(): Promise<void>
}

/** Opens the address in front of processes that will answer at these ports, and starts the tenant. */
export async function openFront(ports: number[]): Promise<Front> {
  const ends: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const balancer = await openBalancer(ports)
    ends.push(() => balancer.close())
    const app = `http://localhost:${balancer.port}`
    const tenantLink = await Link.open(0)
    ends.push(() => tenantLink.close())
    const tenant = await startTestTenant({
      issuer: `http://localhost:${tenantLink.port}/`,
      agentAudience: `${app}/api/agent/transfers`,
      homeUrl: app,
      clients: [{ ...APP_CLIENT, redirectUris: [`${app}/auth/callback`], postLogoutRedirectUris: [app, `${app}/`] }],
    })
    tenantLink.target = tenant.config.port
    ends.push(() => tenant.stop())
    return { tenant, tenantLink, app, balancer, signIn: (email) => signInToPortal(app, email, PASSWORD), close }
  } catch (error) {
    await close()
    throw error
  }
}
