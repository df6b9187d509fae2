import { z } from 'zod'
import { type Call, listAll, type Send } from './management'
import type { Api, Application, Grant, Wanted } from './wanted'

const FACTOR: Call = { method: 'PUT', path: '/guardian/factors/push-notification', body: { enabled: true } }

/** An application as it now stands at the tenant. `secret` is there where it was made just now. */
export interface SetUp {
  variable: Application['variable']
  clientId: string
  secret: string | undefined
}

/** The calls that a tenant needs in which there is nothing of ours yet. An id that the tenant will give stands in `<…>`. */
export function callsFor({ applications, apis, grants }: Wanted): Call[] {
  return [
    ...applications.map(({ body }): Call => ({ method: 'POST', path: '/clients', body })),
    ...apis.map(({ body }): Call => ({ method: 'POST', path: '/resource-servers', body })),
    ...grants.map(({ application, body }) => grantCall(`<client_id of ${application}>`, body)),
    FACTOR,
  ]
}

/**
 * Makes what is wanted, and changes what is there under the same name. Running it again changes nothing more. What is
 * there under other names is left alone.
 * @param say is told each call before it is made
 */
export async function setUp(send: Send, wanted: Wanted, say: (call: Call) => void): Promise<SetUp[]> {
  const told: Send = (call) => {
    if (call.method !== 'GET') say(call)
    return send(call)
  }
  const applications = await applicationsOf(told, wanted.applications)
  for (const api of wanted.apis) await putApi(told, api)
  for (const grant of wanted.grants) {
    const client = applications.find(({ name }) => name === grant.application)
    if (client) await putGrant(told, client.clientId, grant)
  }
  await told(FACTOR)
  return applications.map(({ variable, clientId, secret }) => ({ variable, clientId, secret }))
}

const Listed = z.object({ client_id: z.string(), name: z.string() })
const Made = z.object({ client_id: z.string(), client_secret: z.string() })

async function applicationsOf(send: Send, wanted: Application[]): Promise<(SetUp & { name: string })[]> {
  const listed = await listAll(send, '/clients?fields=client_id,name&include_fields=true', Listed)
  const found: (SetUp & { name: string })[] = []
  for (const { variable, body } of wanted) {
    const { name } = body
    const there = listed.filter((one) => one.name === name)
    if (there.length > 1) throw new Error(`there are ${there.length} applications called ${name}: keep one of them`)
    const [one] = there
    if (one) await send({ method: 'PATCH', path: `/clients/${encodeURIComponent(one.client_id)}`, body })
    const made = one ? null : Made.parse(await send({ method: 'POST', path: '/clients', body }))
    found.push({ variable, name, clientId: one?.client_id ?? made?.client_id ?? '', secret: made?.client_secret })
  }
  return found
}

async function putApi(send: Send, { body }: Api): Promise<void> {
  const { identifier, ...changes } = body
  const path = `/resource-servers/${encodeURIComponent(identifier)}`
  const there = await send({ method: 'GET', path })
  await send(there ? { method: 'PATCH', path, body: changes } : { method: 'POST', path: '/resource-servers', body })
}

const ListedGrant = z.object({ id: z.string(), audience: z.string(), subject_type: z.string().optional() })

async function putGrant(send: Send, clientId: string, { body }: Grant): Promise<void> {
  const { audience, subject_type, ...changes } = body
  const path = `/client-grants?client_id=${encodeURIComponent(clientId)}&audience=${encodeURIComponent(audience)}`
  const there = (await listAll(send, path, ListedGrant)).find((one) => (one.subject_type ?? 'client') === subject_type)
  await send(there ? { method: 'PATCH', path: `/client-grants/${there.id}`, body: changes } : grantCall(clientId, body))
}

const grantCall = (clientId: string, body: Grant['body']): Call => ({
  method: 'POST',
  path: '/client-grants',
  body: { client_id: clientId, ...body },
})
