import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import { ALICE, PASSWORD, SIGN_IN_CLIENT, startTestTenant, type TestTenant } from '../support/tenant/tenant'
import { ask, loginHint, transferDetail } from './ciba'

let tenant: TestTenant
let alice: PhoneRobot

beforeAll(async () => {
  tenant = await startTestTenant()
  alice = await phoneRobot(tenant.issuer, 'alice@example.com', PASSWORD)
})
afterAll(() => tenant.stop())

describe('what /bc-authorize refuses', () => {
  const detail = transferDetail()
  const details = (changes: Record<string, unknown>) => JSON.stringify([{ ...detail, ...changes }])
  const cases: [string, Record<string, string | undefined>, string][] = [
    ['no binding message', { binding_message: undefined }, 'invalid_binding_message'],
    ['an empty binding message', { binding_message: '' }, 'invalid_binding_message'],
    ['a binding message of spaces', { binding_message: '   ' }, 'invalid_binding_message'],
    ['a binding message of 65 characters', { binding_message: 'x'.repeat(65) }, 'invalid_binding_message'],
    ['a dollar sign in the binding message', { binding_message: 'Send $25' }, 'invalid_binding_message'],
    ['a line break in the binding message', { binding_message: 'Send\n25' }, 'invalid_binding_message'],
    ['an unknown scope', { scope: 'openid create:transfer delete:everything' }, 'invalid_scope'],
    ['a longer scope that holds the right one', { scope: 'openid precreate:transfer' }, 'invalid_scope'],
    ['no scope of the API', { scope: 'openid' }, 'invalid_scope'],
    ['offline access', { scope: 'openid create:transfer offline_access' }, 'invalid_scope'],
    ['no audience', { audience: undefined }, 'invalid_target'],
    ['an empty audience', { audience: '' }, 'invalid_target'],
    ['an unknown audience', { audience: 'https://elsewhere.example/api' }, 'invalid_target'],
    ['an audience that is no address', { audience: 'transfers' }, 'invalid_target'],
    ['a second API beside the audience', { resource: 'https://elsewhere.example/api' }, 'invalid_target'],
    ['no details', { authorization_details: undefined }, 'invalid_authorization_details'],
    ['details that are no JSON', { authorization_details: '{' }, 'invalid_authorization_details'],
    ['no detail in the list', { authorization_details: '[]' }, 'invalid_authorization_details'],
    ['one detail without a list', { authorization_details: JSON.stringify(detail) }, 'invalid_authorization_details'],
    ['two details', { authorization_details: JSON.stringify([detail, detail]) }, 'invalid_authorization_details'],
    [
      'another type',
      { authorization_details: details({ type: 'account_information' }) },
      'invalid_authorization_details',
    ],
    ['an unknown member', { authorization_details: details({ fee: '0.00' }) }, 'invalid_authorization_details'],
    [
      'an identifier that is no UUID',
      { authorization_details: details({ identifier: '7' }) },
      'invalid_authorization_details',
    ],
    [
      'an account id that is no UUID',
      { authorization_details: details({ debtorAccount: { id: '1', name: 'a', mask: '1' } }) },
      'invalid_authorization_details',
    ],
    [
      'an account without a name',
      { authorization_details: details({ creditorAccount: { id: detail.identifier, mask: '1' } }) },
      'invalid_authorization_details',
    ],
    [
      'an amount that is a number',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: 25 } }) },
      'invalid_authorization_details',
    ],
    [
      'a negative amount',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: '-25.00' } }) },
      'invalid_authorization_details',
    ],
    [
      'nothing as the amount',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: '0.00' } }) },
      'invalid_authorization_details',
    ],
    [
      'an amount in exponents',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: '1e3' } }) },
      'invalid_authorization_details',
    ],
    [
      'too few decimals',
      { authorization_details: details({ instructedAmount: { currency: 'USD', amount: '25.0' } }) },
      'invalid_authorization_details',
    ],
    [
      'decimals of a currency without',
      { authorization_details: details({ instructedAmount: { currency: 'JPY', amount: '25.00' } }) },
      'invalid_authorization_details',
    ],
    [
      'a currency that is none',
      { authorization_details: details({ instructedAmount: { currency: 'ABC', amount: '25.00' } }) },
      'invalid_authorization_details',
    ],
    [
      'a long memo',
      { authorization_details: details({ remittanceInformationUnstructured: 'x'.repeat(141) }) },
      'invalid_authorization_details',
    ],
    [
      'a long payee',
      { authorization_details: details({ creditorName: 'x'.repeat(141) }) },
      'invalid_authorization_details',
    ],
    ['half an emoji', { authorization_details: details({ creditorName: '\ud83c' }) }, 'invalid_authorization_details'],
    ['no payee', { authorization_details: details({ creditorName: undefined }) }, 'invalid_authorization_details'],
    ['an expiry of nothing', { requested_expiry: '0' }, 'invalid_request'],
    ['an expiry of 301 seconds', { requested_expiry: '301' }, 'invalid_request'],
    ['an expiry that is no number', { requested_expiry: 'soon' }, 'invalid_request'],
    ['a login hint that is no JSON', { login_hint: 'alice@example.com' }, 'unknown_user_id'],
    [
      'a login hint of another format',
      { login_hint: '{"format":"email","email":"alice@example.com"}' },
      'unknown_user_id',
    ],
    [
      'a login hint of another issuer',
      { login_hint: '{"format":"iss_sub","iss":"https://evil.example/","sub":"auth0|alice"}' },
      'unknown_user_id',
    ],
    ['a login hint token', { login_hint: undefined, login_hint_token: 'x' }, 'unknown_user_id'],
    ['a wrong secret', { client_secret: 'not-the-secret' }, 'invalid_client'],
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
    [
      'a client that may not ask',
      { client_id: SIGN_IN_CLIENT.id, client_secret: SIGN_IN_CLIENT.secret },
      'unauthorized_client',
    ],
  ]

  it.each(cases)('%s', async (_name, changes, error) => {
    const answer = await ask(tenant, changes)
    expect(answer.body.error).toBe(error)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  })

  it.each([
    ['creditorName', { creditorName: 'Bob\0' }],
    ['remittanceInformationUnstructured', { remittanceInformationUnstructured: '\0' }],
    ['creditorAccount.name', { creditorAccount: { id: detail.identifier, name: 'a\0b', mask: '1' } }],
    ['debtorAccount.mask', { debtorAccount: { id: detail.identifier, name: 'a', mask: '\0' } }],
  ])('a NUL in %s, by its name', async (member, changes) => {
    const { status, body } = await ask(tenant, { authorization_details: details(changes) })
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: 'invalid_authorization_details', error_description: `${member}: must not hold U+0000 null` },
    })
  })

  it('a customer whose name is a NUL', async () => {
    const answer = await ask(tenant, { login_hint: loginHint(tenant, 'auth0|alice\0') })
    expect(answer.body.error).toBe('unknown_user_id')
  })

  it('a customer who does not exist', async () => {
    const answer = await ask(tenant, { login_hint: loginHint(tenant, 'auth0|nobody') })
    expect(answer.body.error).toBe('unknown_user_id')
  })

  it('has put none of these on the phone', async () => {
    expect(await alice.pending()).toEqual([])
  })
})

describe('what /bc-authorize accepts', () => {
  it('answers with an id, the expiry that was asked for and the interval', async () => {
    const { status, body } = await ask(tenant, { requested_expiry: '42' })
    expect(status).toBe(200)
    expect(body).toEqual({ auth_req_id: expect.any(String), expires_in: 42, interval: 1 })
  })

  it('takes a message of 64 characters with all the signs that Auth0 takes', async () => {
    const { status } = await ask(tenant, { binding_message: 'aZ0 +-_.,:#'.padEnd(64, 'x') })
    expect(status).toBe(200)
  })

  it('takes a memo of 140 emoji, none at all, and the plain-http issuer in the hint', async () => {
    for (const memo of ['🎁'.repeat(140), undefined]) {
      const detail = transferDetail({ remittanceInformationUnstructured: memo })
      const hint = JSON.stringify({ format: 'iss_sub', iss: tenant.issuer, sub: ALICE })
      const { status } = await ask(tenant, { authorization_details: JSON.stringify([detail]), login_hint: hint })
      expect(status).toBe(200)
    }
  })
})

it('stops an agent that floods the phone, also with sixty requests at once', async () => {
  const form = () => ask(tenant, { login_hint: loginHint(tenant, 'auth0|bob') })
  const answers = await Promise.all(Array.from({ length: 60 }, form))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(50)
  const refused = answers.filter(({ status }) => status !== 200)
  expect(refused.map(({ body }) => body.error)).toEqual(Array(10).fill('too_many_requests'))
})
