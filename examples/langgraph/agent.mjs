// node agent.mjs ask THREAD '[{"fromAccountId":…}, …]': asks for these transfers, and waits for how they end.
// node agent.mjs watch: goes on with what other runs have left open.
// With AUTH0_DOMAIN, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, orders that say {"by":"auth0"} are paid by auth0.mjs.
// AUTH0_ADDRESS is where that domain is reached in plain http, for the local tenant.
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres'
import pg from 'pg'
import { BANK, call } from './bank.mjs'
import { agentGraph } from './graph.mjs'
import { detailFor } from './payment.mjs'
import { Scheduler } from './scheduler.mjs'

const [command, thread, orders] = process.argv.slice(2)
if (command !== 'watch' && !(command === 'ask' && thread && orders)) {
  console.error('usage: node agent.mjs ask THREAD ORDERS_AS_JSON | node agent.mjs watch')
  process.exit(2)
}

const pool = new pg.Pool({ connectionString: process.env.CHECKPOINTS_URL })
const checkpointer = new PostgresSaver(pool)
await checkpointer.setup()
const graph = agentGraph({ call, ...(await payingTools()) }, checkpointer)
const scheduler = new Scheduler({ graph, call, pool })
await scheduler.prepare()
if (command === 'ask') await scheduler.begin(thread, JSON.parse(orders))
await scheduler.run((id, wishes) => {
  for (const [requestId, { status, reason, transferId }] of Object.entries(wishes))
    console.log(JSON.stringify({ thread: id, requestId, status, reason, transferId }))
})
await pool.end()

async function payingTools() {
  const { AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret } = process.env
  const address = process.env.AUTH0_ADDRESS
  if (!domain || !clientId || !clientSecret) return {}
  // Loaded only where it is wanted: it is half of what this folder installs.
  const { payByAuth0 } = await import('./auth0.mjs')
  return {
    prepare: (requestId, order) => detailFor(call, requestId, order),
    pay: await payByAuth0({ domain, address, clientId, clientSecret, bank: BANK }, pool),
  }
}
