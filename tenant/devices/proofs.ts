import { z } from 'zod'
import type { Sql } from '../store/database'
import { spendChallenge } from './challenges'
import { readSelfSigned, readSigned, type SigningDevice } from './device-jws'
import type { DeviceKey } from './device-key'

// One type for each use, so that what was signed for one is never taken for another (RFC 8725 section 3.11).
const KEY_PROOF = 'device-proof+jwt'
const ACTION = 'device-action+jwt'

const once = { challenge: z.string(), origin: z.string(), time: z.iso.datetime() }
/** Whether it is a name is looked at by who takes it: a proof with a bad one is a proof. */
const name = z.string()
const KeyProof = z.strictObject({ ...once, name })

const ACTIONS = {
  ticket: z.strictObject({ ...once, action: z.literal('ticket') }),
  remove: z.strictObject({ ...once, action: z.literal('remove'), device: z.uuid() }),
  rename: z.strictObject({ ...once, action: z.literal('rename'), device: z.uuid(), name }),
}
type Actions = { [Name in keyof typeof ACTIONS]: z.infer<(typeof ACTIONS)[Name]> }

export interface ProofContext {
  sql: Sql
  sub: string
  /** The tenant's own, so that no other site's challenge can be passed on to here. */
  origin: string
}

/** A key that a browser has proven to hold, over a challenge that is spent by it, and what it calls itself. */
export async function readKeyProof(
  at: ProofContext,
  jws: string,
): Promise<{ key: DeviceKey; name: string } | undefined> {
  const signed = await readSelfSigned(jws, KEY_PROOF)
  const proof = KeyProof.safeParse(signed?.payload)
  if (!signed || !proof.success || !(await isFresh(at, proof.data))) return undefined
  return { key: signed.key, name: proof.data.name }
}

/** What one of the customer's devices has signed that it wants done, over a challenge that is spent by it. */
export async function readAction<Name extends keyof Actions>(
  at: ProofContext,
  action: Name,
  jws: string,
): Promise<{ device: SigningDevice; order: Actions[Name] } | undefined> {
  const signed = await readSigned(at.sql, at.sub, ACTION, jws)
  const parsed = ACTIONS[action].safeParse(signed?.payload)
  if (!signed || !parsed.success || !(await isFresh(at, parsed.data))) return undefined
  return { device: signed.device, order: parsed.data as Actions[Name] }
}

async function isFresh(
  { sql, sub, origin }: ProofContext,
  signed: { challenge: string; origin: string },
): Promise<boolean> {
  return signed.origin === origin && (await spendChallenge(sql, sub, signed.challenge))
}
