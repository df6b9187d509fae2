import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot, signAnswer } from '../support/phone/phone'
import { APP_CLIENT, PASSWORD, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { ask, askFor, backchannelForm, CIBA_GRANT, poll, postForm, transferDetail } from './ciba'
import { inDatabase } from './joining'

const OTHER_AGENT = { ...APP_CLIENT, id: 'other-agent', name: 'Other', secret: 'other-agent-secret-for-tests' }

let tenant: TestTenant
let alice: PhoneRobot
beforeAll(async () => {
  tenant = await startTestTenant({ clients: [APP_CLIENT, OTHER_AGENT] })
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(() => tenant.stop())

async function tell(identifier: string, outcome: string, changes: Record<string, string> = {}): Promise<number> {
  const form = { client_id: APP_CLIENT.id, client_secret: APP_CLIENT.secret, identifier, outcome, ...changes }
  const body = new URLSearchParams(form)
  return (await fetch(new URL('ciba/outcome', tenant.issuer), { method: 'POST', body })).status
}

async function asked() {
  const identifier = randomUUID()
  const authReqId = await askFor(tenant, { authorization_details: JSON.stringify([transferDetail({ identifier })]) })
  const card = (await alice.pending()).find(({ displayed }) => displayed.includes(identifier))
  return { identifier, authReqId, id: card?.id ?? '', displayed: card?.displayed ?? '' }
}

const stateOf = async (id: string) =>
  new RegExp(`class="past" data-id="${id}" data-state="([^"]+)"`).exec(await alice.page())?.[1]

describe('what became of a request', () => {
  it.each([
    ['posted', 'transferred'],
    ['failed', 'not_made'],
    ['expired', 'not_made'],
    ['cancelled', 'withdrawn'],
  ])('that was approved: %s', async (outcome, state) => {
    const { identifier, id } = await asked()
    expect(await alice.approve(id)).toMatchObject({ code: 'approved' })
    expect(await stateOf(id)).toBe('yes')
    expect(await tell(identifier, outcome)).toBe(204)
    expect(await stateOf(id)).toBe(state)
    // The first one stands, and telling it again is no error.
    expect(await tell(identifier, 'failed')).toBe(204)
    expect(await stateOf(id)).toBe(state)
  })

  it('that is withdrawn while it waits: it leaves the phone, and neither a yes nor a no counts any more', async () => {
    const { identifier, authReqId, id, displayed } = await asked()
    expect(await tell(identifier, 'posted')).toBe(204)
    expect((await alice.pending()).map((card) => card.id)).toContain(id)
    expect(await tell(identifier, 'cancelled')).toBe(204)
    expect((await alice.pending()).map((card) => card.id)).not.toContain(id)
    for (const answer of ['approved', 'denied']) {
      const signed = await signAnswer(alice.device, { request: id, answer, displayed })
      expect(await alice.send(id, signed)).toEqual({ status: 410, code: 'withdrawn' })
    }
    expect(await stateOf(id)).toBe('withdrawn')
    expect((await poll(tenant, authReqId)).body.error).toBe('access_denied')
  })

  it('and is revoked later: kept beside the outcome, only after a yes, and of nothing that has ended otherwise', async () => {
    const rows = (ids: string[]) =>
      inDatabase(
        tenant,
        (sql) => sql`
        SELECT outcome, revoked_at IS NOT NULL AS revoked FROM tenant.approvals WHERE id IN ${sql(ids)} ORDER BY created_at`,
      )
    const [begun, early, failed, waiting] = [await asked(), await asked(), await asked(), await asked()]
    for (const { id } of [begun, early, failed]) await alice.approve(id)
    expect(await tell(begun.identifier, 'posted')).toBe(204)
    expect(await tell(failed.identifier, 'failed')).toBe(204)
    const all = [begun, early, failed, waiting]
    for (const { identifier } of [...all, ...all]) expect(await tell(identifier, 'revoked')).toBe(204)
    expect(await tell(randomUUID(), 'revoked')).toBe(404)
    expect([...(await rows(all.map(({ id }) => id)))]).toEqual([
      { outcome: 'posted', revoked: true },
      // The bank may tell both at once, in any order.
      { outcome: 'posted', revoked: true },
      { outcome: 'failed', revoked: false },
      { outcome: null, revoked: false },
    ])
    expect(await stateOf(begun.id)).toBe('transferred')
    await alice.deny(waiting.id)
  })

  it('is told by the client that asked, and by nobody else', async () => {
    const { identifier, id } = await asked()
    expect(await tell(identifier, 'cancelled', { client_secret: 'wrong' })).toBe(401)
    expect(await tell(identifier, 'cancelled', { client_id: 'nobody' })).toBe(401)
    const other = { client_id: OTHER_AGENT.id, client_secret: OTHER_AGENT.secret }
    expect(await tell(identifier, 'cancelled', other)).toBe(404)
    expect(await tell(randomUUID(), 'cancelled')).toBe(404)
    expect(await tell(identifier, 'approved')).toBe(400)
    expect(await tell('x', 'cancelled')).toBe(400)
    expect((await alice.pending()).map((card) => card.id)).toContain(id)
    await alice.deny(id)
    expect(await tell(identifier, 'cancelled')).toBe(204)
    expect(await stateOf(id)).toBe('denied')
  })
})

describe('a token says what was signed', () => {
  it('and nothing that was written into the row or the provider’s record after the yes', async () => {
    const { authReqId, id } = await asked()
    await alice.approve(id)
    await inDatabase(tenant, async (sql) => {
      await sql`UPDATE tenant.approvals SET details = replace(details::text, '25.00', '900.00')::json,
                displayed = replace(displayed, '25.00', '900.00') WHERE id = ${id}`
      await sql`UPDATE tenant.records SET payload = replace(payload::text, '25.00', '900.00')::json WHERE id = ${authReqId}`
    })
    const { body } = await poll(tenant, authReqId)
    expect(body.authorization_details).toMatchObject([{ instructedAmount: { amount: '25.00' } }])
  })

  it('and there is none where the signature is not over it', async () => {
    const { authReqId, id } = await asked()
    await alice.approve(id)
    await inDatabase(tenant, async (sql) => {
      const [row] = await sql<{ jws: string }[]>`SELECT answer_jws AS jws FROM tenant.approvals WHERE id = ${id}`
      const [header, payload = '', signature] = (row?.jws ?? '').split('.')
      const changed = Buffer.from(payload, 'base64url').toString().replace('25.00', '900.00')
      const jws = [header, Buffer.from(changed).toString('base64url'), signature].join('.')
      await sql`UPDATE tenant.approvals SET answer_jws = ${jws} WHERE id = ${id}`
    })
    expect((await poll(tenant, authReqId)).body).toMatchObject({ error: 'invalid_grant' })
  })

  it('dates the password at the sign-in, and not at the tap', async () => {
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.phone_sessions SET created_at = now() - interval '2 hours'`)
    const { authReqId, id } = await asked()
    await alice.approve(id)
    const at = await inDatabase(tenant, async (sql) => {
      const [record] = await sql`
        SELECT (payload ->> 'authTime')::float8 AS at FROM tenant.records
        WHERE model = 'BackchannelAuthenticationRequest' AND id = ${authReqId}`
      return record?.at
    })
    expect(Math.abs(Date.now() / 1000 - 7_200 - at)).toBeLessThan(60)
  })
})

describe('the last moment', () => {
  it('counts: a yes before the expiry is collected after it, and without one the poller hears that it expired', async () => {
    const [taken, missed] = [await asked(), await asked()]
    await alice.approve(taken.id)
    const ids = [taken.id, missed.id]
    await inDatabase(tenant, (sql) => sql`UPDATE tenant.approvals SET expires_at = now() WHERE id IN ${sql(ids)}`)
    expect(await alice.approve(missed.id)).toEqual({ status: 410, code: 'expired' })
    expect((await poll(tenant, missed.authReqId)).body.error).toBe('expired_token')
    expect((await poll(tenant, taken.authReqId)).status).toBe(200)
  })

  it('is the same for the provider: 20 taps around the expiry are decided alike on the phone and for the poller', async () => {
    const identifiers = Array.from({ length: 20 }, () => randomUUID())
    const requests = await Promise.all(
      identifiers.map(async (identifier) => {
        const authorization_details = JSON.stringify([transferDetail({ identifier })])
        return { identifier, authReqId: await askFor(tenant, { authorization_details, requested_expiry: '4' }) }
      }),
    )
    const cards = await alice.pending()
    const startedAt = performance.now()
    const answers = await Promise.all(
      requests.map(async ({ identifier, authReqId }, place) => {
        const id = cards.find(({ displayed }) => displayed.includes(identifier))?.id ?? ''
        await new Promise((resolve) => setTimeout(resolve, 3_500 + place * 25 - (performance.now() - startedAt)))
        return { authReqId, code: (await alice.approve(id)).code }
      }),
    )
    for (const { authReqId, code } of answers) {
      const { status, body } = await poll(tenant, authReqId)
      expect({ code, status, error: body.error }).toEqual(
        code === 'approved'
          ? { code, status: 200, error: undefined }
          : { code: 'expired', status: 400, error: 'expired_token' },
      )
    }
  })
})

describe('guessing', () => {
  it('of what only its holder knows is slowed down, and honest polling is not', async () => {
    const { authReqId } = await asked()
    const guesses = await Promise.all(Array.from({ length: 40 }, (_, turn) => poll(tenant, `guess-${turn}`)))
    expect(guesses.filter(({ status }) => status === 429)).toHaveLength(10)
    expect(guesses.at(-1)?.body.error === 'slow_down' || guesses.some(({ body }) => body.error === 'slow_down')).toBe(
      true,
    )
    expect((await poll(tenant, authReqId)).body.error).toBe('authorization_pending')
  })

  it.each(['bc-authorize', 'oauth/revoke', 'oauth/device/code', 'oauth/token'])(
    'of a client’s secret is slowed down at /%s too',
    async (path) => {
      await inDatabase(tenant, (sql) => sql`DELETE FROM tenant.sign_in_attempts`)
      const guess = (turn: number) =>
        postForm(tenant, path, backchannelForm(tenant, { client_secret: `guess-${turn}`, grant_type: CIBA_GRANT }))
      const guesses = await Promise.all(Array.from({ length: 40 }, (_, turn) => guess(turn)))
      const statuses = guesses.map(({ status }) => status).sort()
      expect(statuses).toEqual([...Array(30).fill(401), ...Array(10).fill(429)])
      expect((await ask(tenant)).status).toBe(200)
    },
  )
})

describe('housekeeping', () => {
  it('puts off an answer that cannot be delivered, and delivers the others', async () => {
    const [poisoned, good] = [await asked(), await asked()]
    for (const { id } of [poisoned, good]) await alice.approve(id)
    await inDatabase(tenant, async (sql) => {
      const ids = [poisoned.id, good.id]
      await sql`UPDATE tenant.approvals SET delivered_at = NULL, decided_at = now() - interval '1 minute' WHERE id IN ${sql(ids)}`
      await sql`UPDATE tenant.approvals SET answer_jws = 'poison', decided_at = decided_at - interval '1 second' WHERE id = ${poisoned.id}`
      await tenant.restart()
      const rows = () => sql`
        SELECT delivered_at IS NOT NULL AS delivered, delivery_attempts AS attempts, deliver_after > now() AS later
        FROM tenant.approvals WHERE id IN ${sql(ids)} ORDER BY decided_at`
      await expect.poll(rows).toEqual([
        { delivered: false, attempts: 1, later: true },
        { delivered: true, attempts: 0, later: null },
      ])
    })
  })
})
