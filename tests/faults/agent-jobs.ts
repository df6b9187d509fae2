import { z } from 'zod'
import { type Answer, answerFrom } from './answers'
import type { Cluster } from './cluster'
import type { EventLog } from './event-log'
import { ANSWER_MS_MAX, type ApiAccount, type Customer, pause } from './orders'
import type { Random } from './random'
import type { Thumb } from './thumb'

const ASK_MS_MAX = 8_000
const POLLS_AT_ONCE = 3

/** An agent that Aiya's server knows nothing of: what it asked for, and what it got. */
export interface AgentJob {
  memo: string
  identifier: string
  tokens: number
  /** Ids of the transfers that answers of 201 named. */
  transfers: string[]
  answers: Answer[]
}

const accepted = z.object({ auth_req_id: z.string(), interval: z.number() })

/**
 * Asks the tenant for an approval as any agent may, polls with several connections at once, and sends what it gets
 * several times at once: one approval must give one token, and one key one transfer.
 */
export async function runAgentJob(
  { cluster, customer, thumb, memo }: { cluster: Cluster; customer: Customer; thumb: Thumb; memo: string },
  random: Random,
  log: EventLog,
  expirySeconds: number,
): Promise<AgentJob> {
  const job: AgentJob = { memo, identifier: random.uuid(), tokens: 0, transfers: [], answers: [] }
  const [from, to] = customer.accounts as [ApiAccount, ApiAccount]
  const detail = {
    type: 'payment_initiation',
    identifier: job.identifier,
    instructedAmount: { currency: 'USD', amount: (random.between(1, 300) / 100).toFixed(2) },
    debtorAccount: { id: from.id, name: from.name, mask: '••1' },
    creditorAccount: { id: to.id, name: to.name, mask: '••2' },
    creditorName: 'Somebody',
    remittanceInformationUnstructured: memo,
  }
  thumb.plan(memo, 'approve')
  const asked = await ask(cluster, customer, detail, expirySeconds).catch(() => null)
  if (!asked) return job
  const deadline = performance.now() + expirySeconds * 1000
  while (job.tokens === 0 && performance.now() < deadline) {
    await pause(asked.interval * 1000 + 150)
    const polls = Array.from({ length: POLLS_AT_ONCE }, () => collect(cluster, asked.auth_req_id).catch(() => null))
    const tokens = (await Promise.all(polls)).filter((token) => token !== null)
    job.tokens += tokens.length
    const sent = tokens.flatMap((token) => [1, 2].map(() => send(job, cluster, detail, token)))
    job.transfers.push(...(await Promise.all(sent)).filter((id) => id !== null))
  }
  log.note('agent', { memo, identifier: job.identifier, tokens: job.tokens, transfers: job.transfers })
  return job
}

async function ask(cluster: Cluster, { email }: Customer, detail: object, expirySeconds: number) {
  const response = await form(cluster, '/bc-authorize', {
    scope: 'openid create:transfer',
    audience: `${cluster.app}/api/agent/transfers`,
    binding_message: 'An agent asks',
    requested_expiry: String(expirySeconds),
    authorization_details: JSON.stringify([detail]),
    login_hint: JSON.stringify({ format: 'iss_sub', iss: `${cluster.issuer}/`, sub: `auth0|${email.split('@')[0]}` }),
  })
  return accepted.parse(await response.json())
}

async function collect(cluster: Cluster, authReqId: string): Promise<string | null> {
  const grant = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: authReqId }
  const response = await form(cluster, '/oauth/token', grant)
  const answer = (await response.json()) as { access_token?: string }
  return answer.access_token ?? null
}

function form(cluster: Cluster, path: string, fields: Record<string, string>): Promise<Response> {
  return fetch(`${cluster.issuer}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ ...fields, client_id: cluster.clientId, client_secret: cluster.clientSecret }),
    signal: AbortSignal.timeout(ASK_MS_MAX),
  })
}

interface Detail {
  identifier: string
  instructedAmount: { currency: string; amount: string }
  debtorAccount: { id: string }
  creditorAccount: { id: string }
  remittanceInformationUnstructured: string
}

async function send(job: AgentJob, cluster: Cluster, detail: Detail, token: string): Promise<string | null> {
  const body = {
    fromAccountId: detail.debtorAccount.id,
    toAccountId: detail.creditorAccount.id,
    ...detail.instructedAmount,
    memo: detail.remittanceInformationUnstructured,
  }
  const response = await answerFrom(job.answers, 'agent route', () =>
    fetch(`${cluster.app}/api/agent/transfers`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Idempotency-Key': detail.identifier,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    }),
  ).catch(() => null)
  if (response?.status !== 201) return null
  return ((await response.json()) as { transfer: { id: string } }).transfer.id
}
