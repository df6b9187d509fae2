import type { Device } from '../../devices/devices'
import type { Sql } from '../../store/database'
import { Refusal } from './refusal'

const GUARDIAN = 'dev_'
const METHOD = 'push|dev_'
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** The ways to be asked that there are: the phone page is the one that is on. */
export const FACTORS = [
  { name: 'push-notification', enabled: true, trial_expired: false },
  ...['sms', 'email', 'duo', 'otp', 'webauthn-roaming', 'webauthn-platform', 'recovery-code'].map((name) => ({
    name,
    enabled: false,
    trial_expired: false,
  })),
]

/** A device, in the list of its user's enrolments. */
export function userEnrolment({ id, name, createdAt, lastUsedAt }: Device) {
  return {
    id: GUARDIAN + id,
    status: 'confirmed',
    type: 'push-notification',
    name,
    auth_method: 'guardian',
    enrolled_at: createdAt.toISOString(),
    last_auth: lastUsedAt.toISOString(),
  }
}

/** A device as an enrolment of its own. */
export function guardianEnrolment(device: Device) {
  const { auth_method: _, type: __, ...enrolment } = userEnrolment(device)
  return enrolment
}

/** A device as an authentication method. */
export function deviceMethod({ id, name, createdAt, lastUsedAt }: Device) {
  return {
    id: METHOD + id,
    type: 'guardian',
    confirmed: true,
    name,
    authentication_methods: [{ type: 'push', id: METHOD + id }],
    preferred_authentication_method: 'push',
    created_at: createdAt.toISOString(),
    enrolled_at: createdAt.toISOString(),
    last_auth_at: lastUsedAt.toISOString(),
  }
}

/** The device with its owner, by an enrolment's id. @throws Refusal 404 */
export async function requireEnrolled(sql: Sql, id: string): Promise<Device & { sub: string }> {
  const device = id.startsWith(GUARDIAN) ? id.slice(GUARDIAN.length) : ''
  const [found] = UUID.test(device)
    ? await sql<(Device & { sub: string })[]>`
        SELECT id, devices.sub, devices.name, devices.created_at AS "createdAt", last_used_at AS "lastUsedAt"
        FROM tenant.devices JOIN tenant.users USING (sub)
        WHERE id = ${device} AND removed_at IS NULL AND NOT retired`
    : []
  if (!found) throw new Refusal(404, 'Enrollment not found', 'enrollment_not_found')
  return found
}

/** @throws Refusal 404 */
export function requireMethod(devices: Device[], id: string): Device {
  const found = devices.find((device) => METHOD + device.id === id)
  if (!found) throw new Refusal(404, 'Authentication method not found', 'authentication_method_not_found')
  return found
}
