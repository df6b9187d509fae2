import { PostgresAdapter } from '@/tenant/oidc/adapter'

// A planted bug: the local tenant, but with a `consume` that looks first and writes later. Who polls twice gets two.
PostgresAdapter.prototype.consume = async function consume(id) {
  const found = await this.find(id)
  if (found?.consumed) throw new Error('already consumed')
  await new Promise((resolve) => setTimeout(resolve, 300))
}
await import('@/tenant/server')
