import { createHash } from 'node:crypto'
import { type Told, tell } from '../http/answers'
import { houseFor } from '../pages/house'
import type { Asked } from './asked'
import { newChallenge } from './challenges'
import { badName, DeviceName } from './device-name'
import { contextOf, NOT_SIGNED, PASSKEY_NEEDED, signedOf } from './device-orders'
import { touchDevice } from './devices'
import { ALGORITHMS, placeOf, readConfirmation, readNewKey } from './passkey-proof'
import { addPasskey, listPasskeys, PASSKEYS_MAX, removePasskey } from './passkeys'
import { readAction } from './proofs'

const NOT_MADE: Told = { code: 'not_made', message: ({ told }) => told.passkeyNotMade }
const NO_ROOM: Told = { code: 'no_room', message: ({ told }) => told.noRoomForPasskey(PASSKEYS_MAX) }
const NO_PASSKEY: Told = { code: 'unknown', message: ({ told }) => told.noSuchPasskey }

/** Tells the browser what passkey to make, for a challenge that the order to add it names again. */
export async function offerPasskey(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const { sql } = parts
  const { generateRegistrationOptions } = await import('@simplewebauthn/server')
  const challenge = await newChallenge(sql, user.sub)
  const known = await listPasskeys(sql, user.sub)
  const options = await generateRegistrationOptions({
    rpName: houseFor(ctx).title,
    rpID: placeOf(contextOf(asked).origin).expectedRPID,
    // A handle that tells nobody who the customer is (section 14.6.1 of the specification).
    userID: new Uint8Array(createHash('sha256').update(user.sub).digest()),
    userName: user.email,
    userDisplayName: user.name,
    challenge: new Uint8Array(Buffer.from(challenge, 'base64url')),
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
  })
  tell(ctx, 200, { code: 'options', options })
}

/** Adds a passkey, by an order that a device signs; and that a passkey confirms, where there is one already. */
export async function addPasskeyOrder(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const at = contextOf(asked)
  const signed = await readAction(at, 'add_passkey', signedOf(asked))
  if (!signed) return tell(ctx, 403, NOT_SIGNED)
  const { challenge, credential, payment = false, passkey } = signed.order
  const name = DeviceName.safeParse(signed.order.name)
  if (!name.success) return tell(ctx, 400, badName(signed.order.name))
  if ((await readConfirmation(at, challenge, passkey)) === undefined) return tell(ctx, 403, PASSKEY_NEEDED)
  const key = await readNewKey(at.origin, challenge, credential)
  if (!key) return tell(ctx, 400, NOT_MADE)
  const added = await addPasskey(parts.sql, { sub: user.sub, name: name.data, addedBy: signed.device.id, payment, key })
  if (!added) return tell(ctx, 409, NO_ROOM)
  await touchDevice(parts.sql, signed.device.id)
  parts.log.info('a passkey was added')
  parts.changes.announce(user.sub)
  tell(ctx, 201, { code: 'added' })
}

/** Removes a passkey, by an order that a device signs and a passkey confirms. */
export async function removePasskeyOrder(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const at = contextOf(asked)
  const signed = await readAction(at, 'remove_passkey', signedOf(asked))
  if (!signed) return tell(ctx, 403, NOT_SIGNED)
  const { challenge, id, passkey } = signed.order
  if ((await readConfirmation(at, challenge, passkey)) === undefined) return tell(ctx, 403, PASSKEY_NEEDED)
  if (!(await removePasskey(parts.sql, user.sub, id))) return tell(ctx, 404, NO_PASSKEY)
  await touchDevice(parts.sql, signed.device.id)
  parts.log.info('a passkey was removed')
  parts.changes.announce(user.sub)
  tell(ctx, 200, { code: 'removed' })
}
