import type { Ask } from './business-answers'
import type { SeededBank } from './seeded-bank'

/** What only the portal's own pages ask for. */
export async function askAboutPortal(ask: Ask, alice: SeededBank['alice']): Promise<void> {
  await askAboutFiles(ask, alice.accounts.Checking?.id ?? '')
  await askAboutScheduled(ask, alice)
  await askAboutPayee(ask)
  await ask('GET /api/export')
  await ask('GET /api/export/csv', { query: '?list=payees' })
}

/** An account's number, and its statement as each kind of file. */
async function askAboutFiles(ask: Ask, accountId: string): Promise<void> {
  for (const file of ['details', 'statement.csv', 'statement.pdf', 'statement.xml'])
    await ask(`GET /api/accounts/{accountId}/${file}`, { parameters: { accountId } })
}

/** Transfers for a day to come. */
async function askAboutScheduled(ask: Ask, { id, accounts }: SeededBank['alice']): Promise<void> {
  const [from, to] = [accounts.Savings?.id, accounts.Checking?.id]
  const body = {
    fromAccountId: from,
    toAccountId: to,
    amount: '1.00',
    currency: 'USD',
    startsOn: '2099-01-31',
    every: 'month',
  }
  const schedule = 'POST /api/scheduled-transfers'
  const one = '/api/scheduled-transfers/{scheduledId}'
  const { scheduledTransfer } = await ask(schedule, { body })
  const parameters = { scheduledId: (scheduledTransfer as { id: string }).id }
  await ask('GET /api/scheduled-transfers')
  await ask(`GET ${one}`, { parameters })
  await ask(`GET ${one}`)
  for (const status of ['paused', 'active']) await ask(`PATCH ${one}`, { parameters, body: { status } })
  for (let time = 0; time < 2; time++) await ask(`DELETE ${one}`, { parameters })
  await ask(`PATCH ${one}`, { parameters, body: { status: 'paused' } })
  await ask(`PATCH ${one}`, { body: { status: 'paused' } })
  const others = Object.values(accounts)
  const inEuro = others.find(({ currency }) => currency === 'EUR')
  const frozen = others.find(({ status }) => status === 'frozen')
  for (const changes of [
    { toAccountId: id },
    { toAccountId: from },
    { fromAccountId: frozen?.id },
    { toAccountId: inEuro?.id },
    { amount: '10000.01' },
  ])
    await ask(schedule, { body: { ...body, ...changes } })
  const headers = { 'Idempotency-Key': crypto.randomUUID() }
  for (const amount of ['2.00', '3.00']) await ask(schedule, { body: { ...body, amount }, headers })
  for (let more = 0; more < 51; more++) await ask(schedule, { body })
}

/** A payee that is renamed, forgotten, and nobody's. */
async function askAboutPayee(ask: Ask): Promise<void> {
  const { payees } = await ask('GET /api/payees')
  const parameters = { payeeId: (payees as { id: string }[])[0]?.id ?? '' }
  const one = '/api/payees/{payeeId}'
  for (const body of [{ nickname: 'Bobby' }, { nickname: null }]) await ask(`PATCH ${one}`, { parameters, body })
  for (let time = 0; time < 2; time++) await ask(`DELETE ${one}`, { parameters })
  await ask(`PATCH ${one}`, { parameters, body: { nickname: 'Bobby' } })
}
