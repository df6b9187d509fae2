import { timingSafeEqual } from 'node:crypto'
import { codeOf } from '../assets/offline-code.js'
import { touchDevice } from '../devices/devices'
import type { PhoneUser } from '../phone/sessions'
import type { Decided } from '../phone/signed-answer'
import type { Sql } from '../store/database'
import { type CodeKey, listCodeKeys } from './keys'
import { type OpenCode, TRIES_MAX } from './opening'

/** The length of a code without its dash. */
const CODE_LETTERS = 8

export type DecidedByCode = { outcome: 'decided'; decided: Decided } | { outcome: 'malformed' | 'wrong' }

/**
 * Records a yes by the code that one of the customer's devices has shown. Each try counts before the code is looked at, so that
 * guesses sent in parallel all count. The last statement is the whole guard: it takes only the first answer, before the request
 * expires or is withdrawn, for the text that the code was made of, from a device that is still enrolled with that very key, and
 * from no customer who has a passkey.
 * @param typed letters and digits alone
 */
export async function decideByCode(
  sql: Sql,
  { sub, session }: Pick<PhoneUser, 'sub' | 'session'>,
  { id, text }: Pick<OpenCode, 'id' | 'text'>,
  typed: string,
): Promise<DecidedByCode> {
  if (typed.length !== CODE_LETTERS) return { outcome: 'malformed' }
  const counted = await sql`
    UPDATE tenant.approvals SET code_tries = code_tries + 1
    WHERE id = ${id} AND sub = ${sub} AND code_tries < ${TRIES_MAX} RETURNING id`
  const by = counted.length === 1 && (await deviceThatShows(await listCodeKeys(sql, sub), text, typed))
  if (!by) return { outcome: 'wrong' }
  const [decided] = await sql<Omit<Decided, 'reason'>[]>`
    UPDATE tenant.approvals
    SET decision = 'approved', decided_at = now(), answer_code = ${typed}, device_id = ${by.deviceId}, code_key_id = ${by.id},
        authenticated_at = (SELECT created_at FROM tenant.phone_sessions WHERE token_hash = ${session})
    WHERE id = ${id} AND sub = ${sub} AND decision IS NULL AND outcome IS NULL AND expires_at > now()
      AND code_text = ${text}
      AND EXISTS (SELECT FROM tenant.code_keys AS code_key JOIN tenant.devices AS device ON device.id = device_id
                  WHERE code_key.id = ${by.id} AND device.sub = ${sub} AND removed_at IS NULL AND replaced_at IS NULL)
      AND NOT EXISTS (SELECT FROM tenant.passkeys WHERE sub = ${sub} AND removed_at IS NULL)
    RETURNING id, auth_req_id AS "authReqId", decision, client_id AS "clientId"`
  if (!decided) return { outcome: 'wrong' }
  await touchDevice(sql, by.deviceId)
  return { outcome: 'decided', decided: { ...decided, reason: null } }
}

/** Every key is tried, so that the time tells nothing of which one. */
async function deviceThatShows(keys: CodeKey[], text: string, typed: string): Promise<CodeKey | undefined> {
  const shown = await Promise.all(keys.map(({ key }) => codeOf(key, text)))
  return keys.filter((_, place) => same(shown[place] ?? '', typed))[0]
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
