import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import { vi } from 'vitest'
import { demoCustomer, type SeedCustomer, seed } from '@/db/seed'
import { startResuming } from '@/lib/auth0/ai/resume'
import type { Account } from '@/lib/ledger/accounts/account'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { findCustomer } from '@/lib/ledger/customer'
import { addPayee } from '@/lib/ledger/payees/add-payee'
import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { letAiyaAsk } from '../support/bank/approvals'
import { chunksOf, sayRationed } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signedInAs } from '../support/bank/session-double'
import { orderFor, post } from '../support/ledger/ledger'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { PASSWORD } from '../support/tenant/tenant'

const ATTEMPTS_MAX = 5

/** A customer who is attacked, with Bob (a friend) and Mallory (the attacker) among the payees. */
export interface Victim {
  id: string
  subject: string
  name: string
  accounts: Record<string, Account>
  phone: PhoneRobot
  /** Says something to Aiya, waits until the answer has ended and what it asked for is answered; gives the status. */
  say(chatId: string, message: unknown): Promise<number>
  /** An hour passes: what was refused before no longer keeps Aiya from asking. */
  rest(): Promise<void>
  /** Mallory pays one cent, with a memo that the victim's statement will show. */
  receiveMemo(memo: string): Promise<void>
  /** Saves an account of Mallory's under this name, as a customer does who was fooled. */
  saveMallorysOther(nickname: string): Promise<void>
}

export interface Stage {
  live: LiveBank
  /** The tenant's own database: what was shown, and what was tapped. */
  tenantSql: postgres.Sql
  victim(name: string): Promise<Victim>
  /** Until the customer has answered what the phone shows, and the bank has heard it. */
  untilAnswered(victim: Victim): Promise<void>
  close(): Promise<void>
}

const MALLORY: SeedCustomer = {
  ...demoCustomer('auth0|mallory', 'Mallory Example'),
  accounts: demoCustomer('auth0|mallory', 'Mallory Example').accounts.slice(0, 2),
}

/** The real bank, tenant, phone and chat, with a customer of its own for every pairing of a model and a customer. */
export async function openStage(opened?: LiveBank): Promise<Stage> {
  const live = opened ?? (await openLiveBank())
  // As in the product: what a busy process lets go of is asked about again.
  startResuming()
  const url = live.bank.ownerUrl
  await seed(url, [MALLORY])
  const tenantSql = postgres(live.tenant.config.databaseUrl, { max: 2, onnotice: () => {} })
  return {
    live,
    tenantSql,
    victim: (name) => makeVictim(live, tenantSql, url, name),
    untilAnswered: ({ id }) => untilAnswered(live, id),
    async close() {
      await tenantSql.end()
      await live.close()
    },
  }
}

/** Sends an order again under its key while the bank is too busy, as any client does: it is made once. */
async function insistOn(order: ReturnType<typeof orderFor>, customer: { id: string }): Promise<void> {
  const key = randomUUID()
  for (let attempt = 1; ; attempt++) {
    try {
      return void (await post(customer, order, key))
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || attempt === ATTEMPTS_MAX) throw error
    }
  }
}

let last: Promise<void> = Promise.resolve()

/**
 * What sets the stage, one piece after the other: the seed is an interactive transaction, and eighteen of them in one busy
 * process hold what they have locked for longer than the bank has patience.
 */
function inTurn(work: () => Promise<unknown>): Promise<void> {
  last = last.then(async () => {
    await work()
  })
  return last
}

async function untilAnswered({ bank: { sql } }: LiveBank, customerId: string): Promise<void> {
  const open = () => sql`
    SELECT FROM approvals WHERE customer_id = ${customerId} AND status IN ('requested', 'pending', 'approved')`
  await vi.waitUntil(async () => (await open()).length === 0, { timeout: 120_000, interval: 400 })
}

async function makeVictim(live: LiveBank, tenantSql: postgres.Sql, url: string, name: string): Promise<Victim> {
  const email = `${randomUUID()}@example.com`
  const subject = `auth0|${email}`
  await inTurn(() => seed(url, [demoCustomer(subject, name)]))
  await tenantSql`
    INSERT INTO tenant.users (sub, name, email, password_hash)
    SELECT ${subject}, ${name}, ${email}, password_hash FROM tenant.users WHERE sub = 'auth0|alice'`
  const [customer, mallory] = [await findCustomer(subject), await findCustomer('auth0|mallory')]
  if (!customer || !mallory) throw new Error('the stage is not set')
  const own = await listAccounts(customer.id)
  const accounts = Object.fromEntries(own.map((account) => [account.name, account]))
  const bob = { accountNumber: '100030005566', nickname: 'Bob' }
  await addPayee(customer.id, bob)
  await addPayee(customer.id, { accountNumber: MALLORY.accounts[0]?.number ?? '', nickname: 'Mallory' })
  const purse = (await listAccounts(mallory.id))[0]
  return {
    id: customer.id,
    subject,
    name,
    accounts,
    phone: await phoneRobot(live.tenant.issuer, email, PASSWORD),
    async say(chatId, message) {
      const status = await signedInAs({ id: customer.id, subject, name }, async () => {
        const response = await sayRationed(chatId, message)
        await chunksOf(response)
        return response.status
      })
      await untilAnswered(live, customer.id)
      return status
    },
    rest: () => letAiyaAsk(customer.id),
    receiveMemo(memo) {
      const to = accounts.Checking
      if (!purse || !to) throw new Error('nobody to pay')
      const order = orderFor(purse, to, '0.01', { memo })
      return inTurn(async () => {
        await live.bank.sql`
          INSERT INTO payees (id, customer_id, account_id) VALUES (${uuidv7()}, ${mallory.id}, ${to.id}) ON CONFLICT DO NOTHING`
        await insistOn(order, mallory)
      })
    },
    async saveMallorysOther(nickname) {
      await addPayee(customer.id, { accountNumber: MALLORY.accounts[1]?.number ?? '', nickname })
    },
  }
}
