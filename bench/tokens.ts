import { compactVerify } from 'jose'
import { verifyAgentToken } from '@/lib/auth0/token/verify-agent-token'
import { env } from '@/lib/platform/env'
import type { BenchTenant } from './agent-tenant'
import type { BenchBank } from './bench-bank'
import { type Comparison, type Contender, race, ratioOf } from './compare'
import type { Extent } from './extent'

const WHOLE = 'whole token'
const SIGNATURE = 'signature alone'

/** Proving an agent's token by the whole list, against checking its signature alone. */
export async function benchTokens(bank: BenchBank, tenant: BenchTenant, extent: Extent): Promise<Comparison[]> {
  const [customer] = bank.customers
  if (!customer) return []
  const { token } = await tenant.sign(customer)
  const request = new Request(env().AGENT_API_AUDIENCE, { headers: { authorization: `Bearer ${token}` } })
  const contenders = [
    contender(WHOLE, () => verifyAgentToken(request)),
    contender(SIGNATURE, () => compactVerify(token, tenant.publicKey)),
  ]
  const ratio = ratioOf(await race(contenders, extent), WHOLE, SIGNATURE)
  return ratio ? [{ what: 'proving a token', setting: {}, first: WHOLE, second: SIGNATURE, ratio }] : []
}

function contender(name: string, prove: () => Promise<unknown>): Contender {
  return {
    name,
    async run(ms) {
      const begun = performance.now()
      let done = 0
      for (; performance.now() < begun + ms; done++) await prove()
      return { done, ms: performance.now() - begun }
    },
  }
}
