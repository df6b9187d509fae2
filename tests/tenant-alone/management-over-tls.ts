import { ManagementClient } from 'auth0'

// A program of somebody else's (management.test.ts): Auth0's ManagementClient, told domain and client, and to
// have patience with a busy machine. Prints what each call got.

const [issuer = '', clientId = '', clientSecret = ''] = process.argv.slice(2)
const PATIENCE_MS = 60_000
const client = new ManagementClient({
  domain: new URL(issuer).host,
  clientId,
  clientSecret,
  timeoutDuration: PATIENCE_MS,
})
const { users, usersByEmail, guardian } = client
const alice = { id: 'auth0|alice' }

function print(name: string, got: unknown): void {
  process.stdout.write(`${JSON.stringify({ name, got })}\n`)
}

/** What a call was refused with. */
async function refused(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'was not refused',
    ({ statusCode, errorCode, error, msg }) => ({ statusCode, errorCode, error, message: msg }),
  )
}

print('alice', (await users.get(alice)).data)
print('byEmail', { list: (await usersByEmail.getByEmail({ email: 'ALICE@example.com' })).data })
print('factors', { list: (await guardian.getFactors()).data })

const made = (
  await users.create({
    connection: 'Username-Password-Authentication',
    email: 'Carol@Example.com',
    password: 'carol-tries-ciba',
    given_name: 'Carol',
    user_metadata: { theme: 'dark', size: 2 },
  })
).data
print('made', made)
print(
  'madeAgain',
  await refused(
    users.create({
      connection: 'Username-Password-Authentication',
      email: 'carol@example.com',
      password: 'carol-tries-ciba',
    }),
  ),
)
const changes = { name: 'Carol C.', user_metadata: { size: 3, theme: null }, blocked: true }
print('changed', (await users.update({ id: made.user_id }, changes)).data)
print('pages', {
  first: (await users.getAll({ page: 0, per_page: 2, include_totals: true, sort: 'email:1' })).data,
  second: (await users.getAll({ page: 1, per_page: 2, sort: 'email:1' })).data,
  found: (await users.getAll({ q: 'email:"carol@example.com" AND name:Carol*', fields: 'user_id,email' })).data,
})
print('methods', (await users.getAuthenticationMethods({ ...alice, include_totals: true })).data)
const [enrolment] = (await users.getEnrollments(alice)).data
print('enrolment', { of: enrolment, alone: (await guardian.getGuardianEnrollment({ id: String(enrolment?.id) })).data })
await guardian.deleteGuardianEnrollment({ id: String(enrolment?.id) })
print('left', { list: (await users.getEnrollments(alice)).data })
await users.delete({ id: made.user_id })
print('gone', await refused(users.get({ id: made.user_id })))
