import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { compactVerify, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { verifyAgentToken } from '@/lib/auth0/verify-agent-token'
import { env } from '@/lib/env'
import { type Comparison, type Contender, compare } from './compare'

const ROUNDS = 5
const CLIENT = 'bench'
const account = (name: string) => ({ id: randomUUID(), name, mask: '••4321' })

/** Proving an agent's token by the whole list, against checking its signature alone, for about `seconds`. */
export async function benchTokens(seconds: number): Promise<Comparison[]> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const { server, origin } = await serveTenant({ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'RS256' })
  const unused = 'not-used-by-this-benchmark-at-all-----'
  Object.assign(process.env, { AUTH0_DOMAIN: origin, AUTH0_CLIENT_ID: CLIENT, AUTH0_CLIENT_SECRET: unused })
  Object.assign(process.env, { AUTH0_SECRET: unused, DATABASE_URL: 'postgres://127.0.0.1:1/unused' })
  try {
    const token = await sign(privateKey, `${origin}/`)
    const request = new Request(env().AGENT_API_AUDIENCE, { headers: { authorization: `Bearer ${token}` } })
    const whole = contender('whole token', () => verifyAgentToken(request))
    const signature = contender('signature alone', () => compactVerify(token, publicKey))
    const ms = (seconds * 1000) / (2 * (ROUNDS + 0.5))
    return await compare('proving a token', {}, [whole, signature], { rounds: ROUNDS, ms })
  } finally {
    server.close()
  }
}

async function serveTenant(key: object): Promise<{ server: Server; origin: string }> {
  const server = createServer(({ url }, response) => {
    const discovery = { issuer: `${origin}/`, jwks_uri: `${origin}/jwks` }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(url === '/jwks' ? { keys: [key] } : discovery))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (!address || typeof address !== 'object') throw new Error('no port')
  const origin = `http://127.0.0.1:${address.port}`
  return { server, origin }
}

function sign(key: Parameters<SignJWT['sign']>[0], issuer: string): Promise<string> {
  const detail = {
    type: 'payment_initiation',
    identifier: randomUUID(),
    instructedAmount: { currency: 'USD', amount: '25.00' },
    debtorAccount: account('Checking'),
    creditorAccount: account('Savings'),
    creditorName: 'Alice Example',
  }
  return new SignJWT({ azp: CLIENT, scope: 'openid create:transfer', authorization_details: [detail] })
    .setProtectedHeader({ alg: 'RS256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setSubject('auth0|alice')
    .setAudience([env().AGENT_API_AUDIENCE, `${issuer}userinfo`])
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(key)
}

function contender(name: string, prove: () => Promise<unknown>): Contender {
  return {
    name,
    async run(ms) {
      const until = performance.now() + ms
      let done = 0
      for (; performance.now() < until; done++) await prove()
      return done
    },
  }
}
