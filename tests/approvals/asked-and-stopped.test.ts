import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { guardPollsOf } from '@/lib/auth0/ai/stop-polling'
import { beginShutdown, untilDoorsMayClose } from '@/lib/platform/shutdown'
import { chunksOf, say } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { ALICE } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

let live: LiveBank
beforeAll(async () => {
  live = await openLiveBank()
  guardPollsOf(new URL(live.tenant.issuer).host)
  signInAs(live.bank.alice.id, ALICE)
})
afterAll(() => live.close())

const row = async () => (await live.bank.sql`SELECT * FROM approvals WHERE memo = 'parked'`)[0]

test('told to stop while the request’s handle is being stored: first it is stored, then anybody may go on', async () => {
  const { sql } = live.bank
  // The row is locked as soon as it is there, so that the handle cannot be stored before this test lets it.
  await sql`CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.status = 'pending' THEN PERFORM pg_advisory_xact_lock(7); END IF; RETURN NEW; END $$`
  await sql`CREATE TRIGGER hold BEFORE UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION hold()`
  const lock = await sql.reserve()
  await lock`SELECT pg_advisory_lock(7)`
  const answer = say(uuidv7(), 'move $3 from checking to savings for parked').then(chunksOf)
  await live.phone.waitForRequest('parked')
  const waiting = () => sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`
  await expect.poll(async () => (await waiting()).length, { timeout: 10_000 }).toBe(1)

  beginShutdown()
  const closed = vi.fn()
  const doors = untilDoorsMayClose().then(closed)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  expect(closed).not.toHaveBeenCalled()
  expect(await row()).toMatchObject({ status: 'requested', sealed_auth_req_id: null })
  expect((await row())?.lease_until > (await sql`SELECT now()::timestamptz(3) AS now`)[0]?.now).toBe(true)

  await lock`SELECT pg_advisory_unlock(7)`
  lock.release()
  await doors
  await answer
  expect(await row()).toMatchObject({ status: 'pending', sealed_auth_req_id: expect.any(String) })
  const [lapsed] = await sql`SELECT lease_until <= now() AS now FROM approvals WHERE memo = 'parked'`
  expect(lapsed?.now).toBe(true)
})
