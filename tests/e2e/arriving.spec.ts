import { randomUUID } from 'node:crypto'
import { expect } from '@playwright/test'
import { withConnection } from '@/db/connect'
import { accountNamed, bank, choose } from './support/bank'
import { test } from './support/journey'
import { statementLines } from './support/statement'

// A payee of another shard, as this bank's database holds one: the account that stands in for theirs.

const CAROL = randomUUID()

async function saveCarol(): Promise<void> {
  await withConnection(bank.database, async (sql) => {
    await sql`SELECT name_shard(p_name => 'a')`
    await sql`SELECT stand_in_for(p_account => ${CAROL}, p_customer => ${randomUUID()}, p_shard => 'b', p_holder => 'Carol Example',
      p_name => 'Checking', p_number => '100040001120', p_currency => 'USD')`
    await sql`SELECT add_payee(p_id => ${randomUUID()}, p_customer => id, p_account => ${CAROL}, p_nickname => NULL, p_most => 200)
      FROM customers WHERE subject = 'auth0|alice'`
  })
}

test('what is on its way to another shard says so after the transfer and in the statement, until it is there', async ({
  alice,
}) => {
  await saveCarol()
  // The answer of an app that has a directory of shards, which this bank has not.
  await alice.route('**/api/accounts/transfers', async (route) => {
    const response = await route.fetch()
    const { transfer } = await response.json()
    await route.fulfill({ response, json: { transfer: { ...transfer, arriving: true } } })
  })
  await alice.goto('/transfer')
  await choose(alice, 'From', /^Checking .*4321/)
  await choose(alice, 'To', /Carol Example/)
  await alice.getByLabel('Amount').fill('12.50')
  await alice.getByRole('button', { name: 'Transfer now' }).click()
  const result = alice.getByRole('status')
  await expect(result).toContainText('$12.50 transferred')
  await expect(result).toContainText('on its way to the payee’s')

  const { id } = await accountNamed(alice.request, 'Checking')
  await alice.goto(`/accounts/${id}`)
  const line = statementLines(alice).first()
  await expect(line).toContainText('Carol Example')
  await expect(line).toContainText('Arriving')
  await withConnection(
    bank.database,
    (sql) => sql`
    SELECT settle_outbox(p_answers => (SELECT jsonb_agg(jsonb_build_object('transfer', transfer_id, 'outcome', 'arrived')) FROM outbox WHERE state = 'posted'))`,
  )
  await alice.reload()
  await expect(statementLines(alice).first()).not.toContainText('Arriving')
})
