import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Told } from '@/tenant/http/answers'
import { type DenialReason, describeDenial } from '@/tenant/phone/denial-reason'
import { type PhoneRobot, phoneRobot, signAnswer } from '../support/phone/phone'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { askFor, poll } from './ciba'
import { inDatabase } from './joining'

const OTHER_AGENT = { ...APP_CLIENT, id: 'other-agent', name: 'Other', secret: 'other-agent-secret-for-tests' }

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant({ clients: [{ ...APP_CLIENT, freezesOnNotMe: true }, OTHER_AGENT] })
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(() => tenant.stop())

const DENIED = 'the customer denied the request'

describe('a denial', () => {
  it.each<[DenialReason | undefined, string]>([
    [undefined, DENIED],
    [{ code: 'wrong_amount' }, `${DENIED}: wrong_amount`],
    [{ code: 'not_me' }, `${DENIED}: not_me`],
    [{ code: 'other', text: 'I asked for 12, not 120' }, `${DENIED}: other: I asked for 12, not 120`],
    [
      { code: 'other', text: 'a "quote", a \\ and café 🎁' },
      `${DENIED}: other: a %22quote%22, a %5C and caf%C3%A9 %F0%9F%8E%81`,
    ],
  ])('with the reason %j is told to who asked', async (reason, description) => {
    const id = await askFor(tenant)
    const [request] = await alice.pending()
    expect(await alice.deny(request?.id ?? '', reason)).toEqual({ status: 200, code: 'denied' })
    expect((await poll(tenant, id)).body).toEqual({ error: 'access_denied', error_description: description })
  })

  it.each<DenialReason | undefined>([undefined, { code: 'not_me' }, { code: 'other', text: 'twelve, not "twenty"' }])(
    'with the reason %j is told again to who asked, and to no other agent',
    async (reason) => {
      const id = await askFor(tenant)
      const [request] = await alice.pending()
      await alice.deny(request?.id ?? '', reason)
      const other = { client_id: OTHER_AGENT.id, client_secret: OTHER_AGENT.secret }
      const said = { error: 'access_denied', error_description: describeDenial(reason) }
      expect((await poll(tenant, id, other)).body.error).toBe('invalid_grant')
      const answers = [await poll(tenant, id), await poll(tenant, id), await poll(tenant, id)]
      expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(Array(3).fill({ status: 400, body: said }))
      expect((await poll(tenant, id, other)).body.error).toBe('invalid_grant')
      expect((await poll(tenant, `${id}\0`)).body.error).toBe('invalid_grant')
      expect((await poll(tenant, id, { grant_type: 'refresh_token', refresh_token: id })).body.error).toBe(
        'invalid_grant',
      )
      expect((await poll(tenant, id, { client_secret: 'wrong' })).body.error).toBe('invalid_client')
    },
  )

  it('is told again until the request would have expired, and never where it was approved', async () => {
    const [denied, approved] = [await askFor(tenant), await askFor(tenant)]
    const [one, other] = await alice.pending()
    await alice.deny(one?.id ?? '')
    await alice.approve(other?.id ?? '')
    expect((await poll(tenant, approved)).status).toBe(200)
    expect((await poll(tenant, approved)).body.error).toBe('invalid_grant')
    for (const _turn of [1, 2]) expect((await poll(tenant, denied)).body.error).toBe('access_denied')
    await inDatabase(
      tenant,
      (sql) => sql`UPDATE tenant.approvals SET expires_at = now() - interval '1 minute' WHERE auth_req_id = ${denied}`,
    )
    expect((await poll(tenant, denied)).body.error).toBe('invalid_grant')
  })

  it('says after "not me" what the bank does of its own, and where the customer can freeze after another agent’s', async () => {
    const words = async (reason?: DenialReason, client = {}) => {
      await askFor(tenant, client)
      const [request] = await alice.pending()
      const displayed = request?.displayed ?? ''
      const signed = await signAnswer(alice.device, { request: request?.id, answer: 'denied', reason, displayed })
      return ((await (await alice.post(`/phone/requests/${request?.id}`, { signed })).json()) as Told).message
    }
    expect(await words({ code: 'not_me' })).toBe('Denied. The bank now freezes all agents.')
    const other = { client_id: OTHER_AGENT.id, client_secret: OTHER_AGENT.secret }
    expect(await words({ code: 'not_me' }, other)).toMatch(/^Denied\. You can freeze all agents .*Profile page\.$/)
    expect(await words({ code: 'wrong_amount' })).toBe('Denied. Nothing moves.')
    expect(await words()).toBe('Denied. Nothing moves.')
  })

  it('tells its reason also when it is told late', async () => {
    const id = await askFor(tenant)
    const [request] = await alice.pending()
    await inDatabase(
      tenant,
      (sql) => sql`UPDATE tenant.approvals
        SET decision = 'denied', decided_at = now() - interval '1 minute', reason_code = 'other', reason_text = 'no'
        WHERE id = ${request?.id ?? ''}`,
    )
    await tenant.restart()
    await expect
      .poll(async () => (await poll(tenant, id)).body.error_description, { timeout: 5_000 })
      .toBe(`${DENIED}: other: no`)
  })

  it.each([
    { code: 'because' },
    { code: 'not_me', text: 'more' },
    { code: 'other' },
    { code: 'other', text: '' },
    { code: 'other', text: 'x'.repeat(141) },
    { code: 'other', text: 'two\nlines' },
    { code: 'other', text: 'half \ud83d' },
  ])('is refused with a reason like %j', async (reason) => {
    await askFor(tenant)
    const [request] = await alice.pending()
    const refused = await alice.deny(request?.id ?? '', reason as DenialReason)
    expect(refused).toEqual({ status: 403, code: 'not_signed' })
    expect((await alice.deny(request?.id ?? '')).code).toBe('denied')
  })
})
