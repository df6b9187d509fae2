import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from '../store/database'

const LIFE_SECONDS = 120
/** A page takes one challenge for each thing that it does; beyond 20 the oldest ones are forgotten. */
const OPEN_MAX = 20

/** Makes a challenge for one of this customer's browsers to sign. */
export async function newChallenge(sql: Sql, sub: string): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  await sql`
    INSERT INTO tenant.device_challenges (hash, sub, expires_at)
    VALUES (${hashOf(challenge)}, ${sub}, now() + make_interval(secs => ${LIFE_SECONDS}))`
  await sql`
    DELETE FROM tenant.device_challenges WHERE hash IN (
      SELECT hash FROM tenant.device_challenges WHERE sub = ${sub} ORDER BY expires_at DESC OFFSET ${OPEN_MAX})`
  return challenge
}

/** Spends a challenge. Of any number of callers exactly one gets true. */
export async function spendChallenge(sql: Sql, sub: string, challenge: string): Promise<boolean> {
  const spent = await sql`
    DELETE FROM tenant.device_challenges
    WHERE hash = ${hashOf(challenge)} AND sub = ${sub} AND expires_at > now() RETURNING hash`
  return spent.length === 1
}

function hashOf(challenge: string): string {
  return createHash('sha256').update(challenge).digest('base64url')
}
