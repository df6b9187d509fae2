import {
  AccessDeniedInterrupt,
  AuthorizationRequestExpiredInterrupt,
  InvalidGrantInterrupt,
  UserDoesNotHavePushNotificationsInterrupt,
} from '@auth0/ai/interrupts'
import { AuthApiError } from 'auth0'
import { describe, expect, test } from 'vitest'
import { ApprovalEnded } from '@/lib/auth0/ai/handle-on-authorize'
import { endingFor } from '@/lib/auth0/ai/on-unauthorized'

const request = { id: 'id', requestedAt: 0, expiresIn: 60, interval: 1 }
const api = (error: string, status = 400) => new AuthApiError(error, 'described', status, '', new Headers())

describe('how an approval ends without a token', () => {
  test.each<[string, unknown, object]>([
    ['a no on the phone', new AccessDeniedInterrupt('', request), { status: 'denied' }],
    ['its time is over, says the tenant', api('expired_token'), { status: 'expired' }],
    ['the tenant knows it no more', new InvalidGrantInterrupt('', request), { status: 'failed', reason: 'token_lost' }],
    [
      'no device is set up',
      new UserDoesNotHavePushNotificationsInterrupt('User does not have push notifications enabled'),
      { status: 'failed', reason: 'no_device' },
    ],
    ...['', 'binding_message is too long', 'requested_expiry must be 1 to 300', 'unknown parameter'].map(
      (said): [string, unknown, object] => [
        `\`invalid_request\` read as "no push": "${said}" is another refusal`,
        new UserDoesNotHavePushNotificationsInterrupt(said),
        { status: 'failed', reason: 'tenant_refused' },
      ],
    ),
    ['the tenant does not know the customer', api('unknown_user_id'), { status: 'failed', reason: 'no_device' }],
    ['the client may not ask', api('unauthorized_client'), { status: 'failed', reason: 'tenant_refused' }],
    ['the message is not allowed', api('invalid_binding_message'), { status: 'failed', reason: 'tenant_refused' }],
    [
      'the details are not allowed',
      api('invalid_authorization_details'),
      { status: 'failed', reason: 'tenant_refused' },
    ],
    ['the secret is wrong', api('invalid_client', 401), { status: 'failed', reason: 'tenant_refused' }],
  ])('%s: the approval ends the same, whether or not the phone was asked', (_, error, ending) => {
    expect(endingFor(error, true)).toMatchObject(ending)
    expect(endingFor(error, false)).toMatchObject(ending)
  })

  test.each<[string, unknown]>([
    ['a network error', new TypeError('fetch failed')],
    ['a tenant that is overloaded', api('too_many_requests', 429)],
    ['a tenant that is broken', api('server_error', 500)],
    ['a tenant in maintenance', api('temporarily_unavailable', 503)],
    ['something that is no error', 'gone'],
    ['nothing at all', undefined],
  ])('%s: the approval stays open if the phone was asked, and fails if not', (_, error) => {
    expect(endingFor(error, true)).toBeNull()
    expect(endingFor(error, false)).toEqual({ status: 'failed', reason: 'tenant_unavailable' })
  })

  test('the SDK’s own clock ends nothing: a yes in the last second may wait at the tenant', () => {
    expect(endingFor(new AuthorizationRequestExpiredInterrupt('', request), true)).toBeNull()
  })

  test('a row that has ended meanwhile is not ended again', () => {
    expect(endingFor(new ApprovalEnded(), true)).toBeNull()
  })
})
