import { z } from 'zod'
import type { Sql } from '../store/database'
import { spendChallenge } from './challenges'
import { readSelfSigned, readSigned, type SigningDevice } from './device-jws'
import { DeviceKey } from './device-key'
import { Assertion, Attestation } from './passkey-proof'

// Each use has a type of its own, so that a signature for one is never taken for another (RFC 8725 section 3.11).
const KEY_PROOF = 'device-proof+jwt'
const ACTION = 'device-action+jwt'

const once = { challenge: z.string(), origin: z.string(), time: z.iso.datetime() }
/** The caller checks the name: a proof with a bad name is still a proof. */
const name = z.string()
const KeyProof = z.strictObject({ ...once, name })

/** A passkey's signature over the order's own challenge, where the customer has one. */
const passkey = Assertion.optional()

const ACTIONS = {
  ticket: z.strictObject({ ...once, action: z.literal('ticket'), passkey }),
  remove: z.strictObject({ ...once, action: z.literal('remove'), device: z.uuid() }),
  rename: z.strictObject({ ...once, action: z.literal('rename'), device: z.uuid(), name }),
  add_passkey: z.strictObject({
    ...once,
    action: z.literal('add_passkey'),
    name,
    credential: Attestation,
    /** Whether the browser made it for its own payment dialogue. It decides only what that browser is asked to show. */
    payment: z.boolean().optional(),
    passkey,
  }),
  thaw: z.strictObject({ ...once, action: z.literal('thaw'), passkey }),
  recovery_codes: z.strictObject({ ...once, action: z.literal('recovery_codes'), passkey }),
  code_key: z.strictObject({ ...once, action: z.literal('code_key'), agree: DeviceKey }),
  remove_passkey: z.strictObject({ ...once, action: z.literal('remove_passkey'), id: z.uuid(), passkey }),
}
type Actions = { [Name in keyof typeof ACTIONS]: z.infer<(typeof ACTIONS)[Name]> }

export interface ProofContext {
  sql: Sql
  sub: string
  /** The tenant's own origin, so that a challenge that another site passes on is refused. */
  origin: string
}

/** Reads a browser's proof that it holds a key, and spends the proof's challenge. The browser chose the name. */
export async function readKeyProof(
  at: ProofContext,
  jws: string,
): Promise<{ key: DeviceKey; name: string } | undefined> {
  const signed = await readSelfSigned(jws, KEY_PROOF)
  const proof = KeyProof.safeParse(signed?.payload)
  if (!signed || !proof.success || !(await isFresh(at, proof.data))) return undefined
  return { key: signed.key, name: proof.data.name }
}

/** Reads an order that one of the customer's devices signed, and spends the order's challenge. */
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
