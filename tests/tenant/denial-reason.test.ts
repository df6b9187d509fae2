import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readDenial } from '@/lib/approvals/read-denial'
import { printableText } from '@/lib/text/printable-text'
import type { Told } from '@/tenant/http/tell'
import { DenialReason, describeDenial, REASON_TEXT_MAX } from '@/tenant/phone/denial-reason'
import { type PhoneRobot, phoneRobot, signAnswer } from '../support/phone'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant'
import { askFor, poll } from './ciba'
import { inDatabase } from './joining'

const OTHER_AGENT = { ...APP_CLIENT, id: 'other-agent', name: 'Other', secret: 'other-agent-secret-for-tests' }

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant({ clients: [APP_CLIENT, OTHER_AGENT] })
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
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.approvals SET expires_at = now() WHERE auth_req_id = ${denied}`)
    expect((await poll(tenant, denied)).body.error).toBe('invalid_grant')
  })

  it('says where all agents can be frozen after "not me", and only then', async () => {
    const words = async (reason?: DenialReason) => {
      await askFor(tenant)
      const [request] = await alice.pending()
      const displayed = request?.displayed ?? ''
      const signed = await signAnswer(alice.device, { request: request?.id, answer: 'denied', reason, displayed })
      return ((await (await alice.post(`/phone/requests/${request?.id}`, { signed })).json()) as Told).message
    }
    expect(await words({ code: 'not_me' })).toMatch(/^Denied\. Nothing moves\. .*freeze all agents.*Profile page\.$/)
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

describe('a customer’s own words', () => {
  const described = (text: string) => describeDenial(DenialReason.parse({ code: 'other', text }))

  it('are told in what RFC 6749 section 5.2 allows in error_description, and read back whole by the bank', () => {
    const line = fc.string({ unit: 'binary', minLength: 1, maxLength: REASON_TEXT_MAX })
    const taken = line.filter((text) => DenialReason.safeParse({ code: 'other', text }).success)
    fc.assert(
      fc.property(taken, (text) => {
        const description = described(text)
        expect(description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
        const printable = printableText(REASON_TEXT_MAX).safeParse(text).success && text.trim() !== ''
        expect(readDenial(description)).toBe(printable ? `other: ${text}` : undefined)
      }),
    )
  })

  it.each(['für Oma', '请停止', '100% sure, "really" \\o/', '👨\u200D👩\u200D👧', '%41', '漢'.repeat(140)])(
    'such as "%s"',
    (text) => {
      expect(readDenial(described(text))).toBe(`other: ${text}`)
    },
  )
})
