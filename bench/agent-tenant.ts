import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describePayment } from '@/lib/approvals/prepare'
import { env } from '@/lib/platform/env'
import type { BenchCustomer } from './bench-bank'

export const CLIENT = 'bench'

/** An order with the token that allows it, under its key. */
export interface SignedOrder {
  key: string
  token: string
  body: string
}

/** A tenant that serves its keys and signs what the benchmark needs. */
export async function openTenant() {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const key = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256' }
  const server = createServer(({ url }, response) => {
    response.setHeader('Content-Type', 'application/json')
    const discovery = { issuer: `${origin}/`, jwks_uri: `${origin}/jwks` }
    response.end(JSON.stringify(url === '/jwks' ? { keys: [key] } : discovery))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (!address || typeof address !== 'object') throw new Error('no port')
  const origin = `http://127.0.0.1:${address.port}`
  return {
    origin,
    publicKey,
    /** One cent between a customer's accounts, with a token of its own. */
    async sign({ id, subject, accounts: [fromAccountId, toAccountId] }: BenchCustomer): Promise<SignedOrder> {
      const identifier = randomUUID()
      const order = { fromAccountId, toAccountId, amountMinor: 1n, currency: 'USD', memo: null }
      const detail = await describePayment(id, order, identifier)
      const token = await new SignJWT({
        azp: CLIENT,
        scope: 'openid create:transfer',
        authorization_details: [detail],
      })
        .setProtectedHeader({ alg: 'RS256', kid: 'bench', typ: 'at+jwt' })
        .setIssuer(`${origin}/`)
        .setSubject(subject)
        .setAudience([env().AGENT_API_AUDIENCE, `${origin}/userinfo`])
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey)
      const body = JSON.stringify({ fromAccountId, toAccountId, amount: '0.01', currency: 'USD' })
      return { key: identifier, token, body }
    },
    close: () => server.close(),
  }
}

export type BenchTenant = Awaited<ReturnType<typeof openTenant>>
