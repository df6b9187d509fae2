import { Auth0AI, getAsyncAuthorizationCredentials, setAIContext } from '@auth0/ai-vercel'
import { type ToolCallOptions, tool } from 'ai'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { ALICE, APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { transferDetail } from './ciba'
import { sendLocalhostOverHttp } from './http-for-localhost'

let tenant: TestTenant
let alice: PhoneRobot
let undo: () => void

beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
  undo = sendLocalhostOverHttp(tenant.issuer)
})
afterAll(async () => {
  undo()
  await tenant.stop()
})

interface Run {
  result: Promise<unknown>
  /** What the SDK was told when it asked. */
  asked: Promise<{ expiresIn: number; interval: number }>
}

/** Runs a tool that is protected by the unmodified SDK in callback mode. */
function runProtectedTool(options: {
  memo: string
  requestedExpiry?: number
  bindingMessage?: string
  userID?: string
}): Run {
  const auth0AI = new Auth0AI({
    auth0: { domain: new URL(tenant.issuer).host, clientId: APP_CLIENT.id, clientSecret: APP_CLIENT.secret },
  })
  setAIContext({ threadID: options.memo })
  let heard: (request: { expiresIn: number; interval: number }) => void
  const asked = new Promise<{ expiresIn: number; interval: number }>((resolve) => {
    heard = resolve
  })
  const protectedTool = auth0AI.withAsyncAuthorization(
    {
      userID: options.userID ?? ALICE,
      scopes: ['create:transfer'],
      audience: tenant.config.agentAudience,
      bindingMessage: options.bindingMessage ?? 'Transfer 25.00 USD',
      requestedExpiry: options.requestedExpiry ?? 60,
      authorizationDetails: [transferDetail({ remittanceInformationUnstructured: options.memo }) as { type: string }],
      onAuthorizationRequest: async (request, credentials) => {
        credentials.catch(() => {})
        heard(request)
        await credentials
      },
      onUnauthorized: (error) => ({ refused: error.constructor.name, message: error.message }),
    },
    tool({
      description: 'moves money',
      inputSchema: z.object({}),
      execute: async () => getAsyncAuthorizationCredentials()?.accessToken,
    }),
  )
  const call: ToolCallOptions = { toolCallId: options.memo, messages: [] }
  return { result: Promise.resolve(protectedTool.execute?.({}, call)), asked }
}

describe('the unmodified SDK', () => {
  it('gets its token after a yes on the phone, and hears how often to poll', async () => {
    const { result, asked } = runProtectedTool({ memo: 'sdk yes' })
    expect(await asked).toMatchObject({ expiresIn: 60, interval: 1 })
    await alice.approve((await alice.waitForRequest('sdk yes')).id)
    expect(decodeJwt(String(await result))).toMatchObject({ iss: tenant.issuer, sub: ALICE, azp: APP_CLIENT.id })
  })

  it('hears of a no as an access denied interrupt', async () => {
    const { result } = runProtectedTool({ memo: 'sdk no' })
    await alice.deny((await alice.waitForRequest('sdk no')).id)
    expect(await result).toEqual({ refused: 'AccessDeniedInterrupt', message: 'the customer denied the request' })
  })

  it('hears that nobody answered', async () => {
    const { result } = runProtectedTool({ memo: 'sdk late', requestedExpiry: 1 })
    expect(await result).toMatchObject({ refused: expect.stringMatching(/Expired|AuthApiError/) })
  })

  it.each([
    ['a binding message that Auth0 refuses', { bindingMessage: 'Send $25' }],
    ['a customer who does not exist', { userID: 'auth0|nobody' }],
  ])('does not mistake %s for a customer without a phone', async (memo, options) => {
    const { result } = runProtectedTool({ memo, ...options })
    const refused = (await result) as { refused: string }
    expect(refused.refused).not.toContain('PushNotifications')
  })
})
