import { type Agent, AIYA_AGENT } from '@/lib/approvals/agent'
import { getMandate } from '@/lib/approvals/mandates/list-mandates'
import { type Mandate, parseMandateWish } from '@/lib/approvals/mandates/mandate'
import { openMandate } from '@/lib/approvals/mandates/open-mandate'
import { moveApproval } from '@/lib/approvals/move-approval'
import { database } from '@/lib/platform/database/client'
import { accountOf } from '../ledger/ledger'
import { letAiyaAsk } from './approvals'
import type { SeededBank } from './seeded-bank'

export const YEAR_FROM_NOW = new Date(Date.now() + 365 * 86_400_000).toISOString()

/** A body of POST /api/mandates: from Checking to Savings, 100.00 at once and 200.00 a week. */
export function mandateBody(customer: SeededBank['alice'], changes: Record<string, unknown> = {}) {
  return {
    maxPerTransfer: '100.00',
    maxPerPeriod: '200.00',
    period: 'week',
    currency: 'USD',
    fromAccountId: accountOf(customer, 'Checking').id,
    toAccountIds: [accountOf(customer, 'Savings').id],
    validUntil: YEAR_FROM_NOW,
    ...changes,
  }
}

/** A mandate that has begun, as if the phone had said yes. */
export async function activeMandate(
  customer: SeededBank['alice'],
  changes: Record<string, unknown> = {},
  agent: Agent = AIYA_AGENT,
): Promise<Mandate> {
  await letAiyaAsk(customer.id)
  const wish = parseMandateWish(mandateBody(customer, { agent: agent.clientId, ...changes }))
  const { id } = await openMandate(customer.id, wish, agent)
  await moveApproval(id, 'pending')
  await moveApproval(id, 'approved')
  await database().sql`
    SELECT settle_mandate(p_id => ${id}, p_customer => ${customer.id}, p_evidence => '{}', p_signed => NULL, p_device_key => NULL)`
  return getMandate(customer.id, id)
}

/** Gives alice as many mandates as are allowed, each on one of her old approvals. */
export async function fillMandates({ sql, alice }: SeededBank): Promise<void> {
  const [from, to] = [accountOf(alice, 'Checking').id, accountOf(alice, 'Savings').id]
  await sql`
    INSERT INTO mandates (id, customer_id, agent, max_per_transfer_minor, max_per_period_minor, period, currency, debtor_account_id,
      creditor_account_ids, valid_until, activated_at)
    SELECT id, customer_id, 'robo', 1, 1, 'day', 'USD', ${from}, ARRAY[${to}]::uuid[], now() + interval '1 hour', now()
    FROM approvals a WHERE customer_id = ${alice.id} AND NOT EXISTS (SELECT FROM mandates m WHERE m.id = a.id) LIMIT 20`
}
