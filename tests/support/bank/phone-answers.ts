import type { AgentBank } from '../agent/agent-bank'
import type { Ask } from './business-answers'

/** Provokes what the bank answers to a thaw, with a passkey at the tenant and without, and to what follows it. */
export async function askToThaw(ask: Ask, { tenant }: AgentBank): Promise<void> {
  for (const passkeys of [1, 0]) {
    tenant.answers['/oauth/passkeys/check'] = () => ({ passkeys })
    await ask('POST /api/asking/thaw')
  }
  await ask('POST /api/asking/resume')
  await ask('GET /api/asking')
}

/** Does this while alice's devices have been replaced by a recovery code, and she has not thawed her agents. */
export async function whileRecovered({ bank: { sql, alice } }: AgentBank, work: () => Promise<unknown>): Promise<void> {
  await sql`UPDATE customers SET agent_transfers_frozen_at = now(), phone_recovered_at = now() WHERE id = ${alice.id}`
  await work()
  await sql`UPDATE customers SET agent_transfers_frozen_at = NULL, phone_recovered_at = NULL WHERE id = ${alice.id}`
}
