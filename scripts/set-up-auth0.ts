import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { tenantOrigin } from '@/lib/platform/env'
import { type Call, signInToManagement } from './auth0/management'
import { callsFor, type SetUp, setUp } from './auth0/set-up'
import { wantedOf } from './auth0/wanted'
import { runCommand } from './run-command'

// npm run auth0 [-- --domain example.eu.auth0.com]: what the bank needs of an Auth0 tenant, as calls of its Management API. They
// are made only with --domain and the id and secret of a machine-to-machine application in AUTH0_MANAGEMENT_CLIENT_ID and
// AUTH0_MANAGEMENT_CLIENT_SECRET; without, they are printed. docs/auth0.md says what stays to be done by hand.

const show = ({ method, path, body }: Call) =>
  console.log(`${method} /api/v2${path}\n${JSON.stringify(body, null, 2)}\n`)

await runCommand(async (settings) => {
  const { values } = parseArgs({ options: { domain: { type: 'string' } } })
  const { AUTH0_MANAGEMENT_CLIENT_ID: id, AUTH0_MANAGEMENT_CLIENT_SECRET: secret } = process.env
  const wanted = wantedOf(settings)
  if (!values.domain || !id || !secret) {
    for (const call of callsFor(wanted)) show(call)
    console.log(
      'Nothing was sent. To send it: --domain, AUTH0_MANAGEMENT_CLIENT_ID and AUTH0_MANAGEMENT_CLIENT_SECRET (docs/auth0.md).',
    )
    return
  }
  const domain = tenantOrigin.safeParse(values.domain)
  if (!domain.success) throw new Error(`--domain: ${domain.error.issues[0]?.message}`)
  const applications = await setUp(await signInToManagement(domain.data, { id, secret }), wanted, show)
  const file = join(settings.DATA_DIR, 'auth0.env')
  mkdirSync(settings.DATA_DIR, { recursive: true })
  writeFileSync(file, variablesOf(domain.data, applications), { mode: 0o600 })
  // A file that was there keeps its mode when it is written.
  chmodSync(file, 0o600)
  console.log(`The variables for the bank are in ${file}.`)
})

/** A secret is told only once, when its application is made; of one that was there, the line says where to find it. */
function variablesOf(domain: string, applications: SetUp[]): string {
  const lines = applications.flatMap(({ variable, clientId, secret }) => [
    `${variable}_CLIENT_ID=${clientId}`,
    secret ? `${variable}_CLIENT_SECRET=${secret}` : `# ${variable}_CLIENT_SECRET= (its application was there before)`,
  ])
  return `${[`AUTH0_DOMAIN=${domain.replace(/^https:\/\//, '')}`, ...lines].join('\n')}\n`
}
