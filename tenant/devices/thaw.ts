import { type Told, tell } from '../http/answers'
import { THAWED } from '../phone/tell-bank'
import type { Asked } from './asked'
import { contextOf, NOT_SIGNED, PASSKEY_NEEDED, signedOf } from './device-orders'
import { touchDevice } from './devices'
import { readConfirmation } from './passkey-proof'
import { readAction } from './proofs'

const NO_PASSKEY: Told = { code: 'no_passkey', message: ({ told }) => told.thawInBank }
const NOT_TOLD: Told = { code: 'bank_silent', message: ({ told }) => told.bankSilent }

/** Lets agents ask again, by an order that a device signs and a passkey confirms. A customer without one does it in the bank. */
export async function thawOrder(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const at = contextOf(asked)
  const signed = await readAction(at, 'thaw', signedOf(asked))
  if (!signed) return tell(ctx, 403, NOT_SIGNED)
  const use = await readConfirmation(at, signed.order.challenge, signed.order.passkey)
  if (use === undefined) return tell(ctx, 403, PASSKEY_NEEDED)
  if (use === null || !parts.tellBank) return tell(ctx, 409, NO_PASSKEY)
  const done = await parts.tellBank(user.sub, THAWED).catch(() => false)
  if (!done) return tell(ctx, 503, NOT_TOLD)
  await touchDevice(parts.sql, signed.device.id)
  parts.log.info('agents may ask again')
  tell(ctx, 200, { code: 'thawed', message: ({ told }) => told.thawed })
}
