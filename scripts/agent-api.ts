import { speakPlainHttpTo } from '@/lib/auth0/plain-http'
import { env } from '@/lib/platform/env'
import { ownAddress } from '@/lib/platform/own-address'
import { beginShutdown } from '@/lib/platform/shutdown'
import { onStopRequest } from '@/tenant/process/on-stop-request'
import { serveAgents } from './agent-server'
import { openBankDatabase } from './bank-database'
import { environmentsFor } from './bank-environment'
import { runCommand } from './run-command'
import { readSecrets } from './secrets'

// npm run agent-api: the agent routes alone on a bare Node server, beside a bank that runs (or a tenant and a database).

const PORT_DEFAULT = 3003

await runCommand(async (settings) => {
  const secrets = readSecrets(settings.DATA_DIR)
  const database = await openBankDatabase(settings, secrets, (line) => console.log(line))
  Object.assign(process.env, environmentsFor(settings, secrets, database, process.env).app)
  const { AUTH0_DOMAIN, AGENT_API_PORT: port = PORT_DEFAULT } = env()
  if (AUTH0_DOMAIN.startsWith('http://')) speakPlainHttpTo(new URL(AUTH0_DOMAIN).host)
  const { host } = ownAddress(settings)
  const server = await serveAgents({ host, port }).catch(async (error: Error) => {
    await database.stop()
    throw new Error(`AGENT_API_PORT: ${error.message}`)
  })
  onStopRequest(async () => {
    beginShutdown()
    await server.close()
    await database.stop()
    process.exit(0)
  })
  console.log(`The agent routes are open at http://${host}:${server.port}/api/agent/transfers`)
})
