import { addressOf } from '../http/address'
import { type Told, tell } from '../http/answers'
import { RECOVERED } from '../phone/tell-bank'
import { countSignIn, forgetAttempts } from '../sign-in/attempts'
import { authenticate } from '../sign-in/authenticate'
import type { Sql } from '../store/database'
import type { Asked } from './asked'
import { thumbprintOf } from './device-key'
import { type NewDevice, UNIQUE_VIOLATION } from './enrol'
import { KNOWN_KEY, newDeviceOf } from './joining'
import { hashTyped, isGoodCode } from './recovery-codes'

/** One answer to a wrong password, and to a code that is wrong, used or somebody else's. */
const REFUSED: Told = { code: 'not_recovered', message: ({ told }) => told.notRecovered }
const NO_DEVICE: Told = { code: 'no_device', message: ({ told }) => told.noDeviceToReplace }
const NOT_TOLD: Told = { code: 'bank_silent', message: ({ told }) => told.bankMustStop }

/**
 * Makes this browser the only device of a customer who has lost all others, by the password and a recovery code
 * (docs/decisions/068). The bank stops what the lost devices allowed before the first of them is removed.
 */
export async function recover(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const { sql, sessions, log, changes, tellBank } = parts
  if (user.devices === 0) return tell(ctx, 409, NO_DEVICE)
  const device = await newDeviceOf(asked)
  if (!device) return
  const hash = await readSecrets(asked)
  if (hash === undefined) return
  if (tellBank && !(await tellBank(user.sub, RECOVERED).catch(() => false))) return tell(ctx, 503, NOT_TOLD)
  const id = await replaceDevices(sql, device, hash, user.session)
  if (id === 'known_key') return tell(ctx, 409, KNOWN_KEY)
  // Somebody else has used the code in the meantime.
  if (!id) return tell(ctx, 403, REFUSED)
  log.warn('a customer replaced all devices with a recovery code')
  await sessions.bind(user, id)
  changes.announce(user.sub)
  tell(ctx, 201, { code: 'enrolled', device: id })
}

/**
 * The hash of a good code, by the right password. Both are counted: guesses at a code need the password, and are counted apart,
 * since a right password forgets its own attempts.
 * @returns undefined where that is answered here
 */
async function readSecrets({ parts, ctx, user, form }: Asked): Promise<string | undefined> {
  const { sql } = parts
  const credentials = new URLSearchParams({ email: user.email, password: form.get('password') ?? '' })
  const authentication = await authenticate(parts, ctx, credentials)
  const caller = { address: addressOf(ctx) }
  const key = `recovery ${user.sub}`
  const wait =
    authentication.outcome === 'slow_down' ? authentication.retryAfterSeconds : await countSignIn(sql, key, caller)
  if (wait > 0) {
    ctx.set('Retry-After', String(wait))
    tell(ctx, 429, { code: 'slow_down', message: ({ told }) => told.tooManyAttempts })
    return undefined
  }
  const hash = await hashTyped(sql, user.sub, form.get('code') ?? '')
  if (authentication.outcome === 'welcome' && (await isGoodCode(sql, user.sub, hash))) {
    await forgetAttempts(sql, key, caller)
    return hash
  }
  tell(ctx, 403, REFUSED)
  return undefined
}

/**
 * Spends the code, removes all that could answer or come in for the customer, and enrols the new device, all or nothing.
 * @param session the browser's own, which alone stays signed in
 * @returns the device's id; undefined where the code is not good any more
 */
async function replaceDevices(
  sql: Sql,
  { sub, name, key }: NewDevice,
  hash: string,
  session: string,
): Promise<string | 'known_key' | undefined> {
  const thumbprint = await thumbprintOf(key)
  const owner = `"accountId":${JSON.stringify(sub)}`
  const replaced = sql.begin(async (transaction) => {
    // The row lock keeps others from enrolling or removing a device of this customer in the meantime.
    await transaction`SELECT FROM tenant.users WHERE sub = ${sub} FOR NO KEY UPDATE`
    const spent = await transaction`
      UPDATE tenant.recovery_codes SET used_at = now() WHERE sub = ${sub} AND hash = ${hash} AND used_at IS NULL RETURNING sub`
    if (spent.length === 0) return undefined
    await transaction`UPDATE tenant.devices SET removed_at = now() WHERE sub = ${sub} AND removed_at IS NULL`
    await transaction`UPDATE tenant.passkeys SET removed_at = now() WHERE sub = ${sub} AND removed_at IS NULL`
    await transaction`DELETE FROM tenant.device_tickets WHERE sub = ${sub}`
    await transaction`DELETE FROM tenant.device_requests WHERE sub = ${sub} AND answer IS NULL`
    await transaction`DELETE FROM tenant.phone_sessions WHERE sub = ${sub} AND token_hash <> ${session}`
    // The provider's sign-ins: a lost device may hold one that asks for no password. Read as a text, because a payload that
    // holds \u0000 is one that Postgres takes no member from.
    await transaction`
      DELETE FROM tenant.records WHERE model = 'Session' AND position(${owner} IN payload::text) > 0`
    await transaction`
      UPDATE tenant.approvals SET outcome = 'cancelled', outcome_at = now()
      WHERE sub = ${sub} AND decision IS NULL AND outcome IS NULL`
    await transaction`UPDATE tenant.users SET device_count = 1, recovered_at = now() WHERE sub = ${sub}`
    const [device] = await transaction<{ id: string }[]>`
      INSERT INTO tenant.devices (sub, name, public_jwk, thumbprint)
      VALUES (${sub}, ${name}, ${JSON.stringify(key)}::text::json, ${thumbprint}) RETURNING id`
    return device?.id
  })
  return replaced.catch((error: { code?: unknown }) => {
    if (error.code !== UNIQUE_VIOLATION) throw error
    return 'known_key' as const
  })
}
