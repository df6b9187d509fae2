import type { KoaContextWithOIDC } from 'oidc-provider'
import { touchDevice } from '../devices/devices'
import { readConfirmation } from '../devices/passkey-proof'
import { seeOther, type Told, tell } from '../http/answers'
import { readForm, SIGNED_MAX_BYTES } from '../http/form'
import { houseFor } from '../pages/house'
import type { TenantConfig } from '../tenant-config'
import { hashOfDisplayed } from './displayed'
import { countPost } from './pace-posts'
import type { PhoneParts } from './parts'
import { passOn } from './pass-on'
import { type PhoneUser, SIGNED_OUT } from './sessions'
import { showPhone } from './show-phone'
import { type Decided, type DecideResult, decide, readAnswer } from './signed-answer'

const REFUSALS: Record<Exclude<DecideResult['outcome'], 'decided'>, number> = {
  unknown: 404,
  answered: 409,
  withdrawn: 410,
  expired: 410,
  not_signed: 403,
  passkey_needed: 403,
}

/** Takes a customer's signed answer to the request `id`, records it, and tells the provider. */
export async function takeAnswer(parts: PhoneParts, ctx: KoaContextWithOIDC, id: string): Promise<void> {
  const { sql, sessions, config } = parts
  const jws = (await readForm(ctx, SIGNED_MAX_BYTES)).get('signed') ?? ''
  const user = await sessions.userOf(ctx)
  if (!user) return respond(parts, ctx, 401, SIGNED_OUT)
  const tooMuch = await countPost(sql, ctx, user)
  if (tooMuch) return respond(parts, ctx, 429, tooMuch)
  const result = await decideAsSigned(parts, user, id, jws)
  if (result.outcome !== 'decided') {
    const { outcome } = result
    return respond(parts, ctx, REFUSALS[outcome], { code: outcome, message: ({ told }) => told.answers[outcome] })
  }
  const { decided } = result
  await passOn(parts, user.sub, decided)
  await respond(parts, ctx, 200, { code: decided.decision, message: ({ told }) => told[saying(decided, config)] })
}

async function decideAsSigned(
  { sql, config }: PhoneParts,
  user: PhoneUser,
  id: string,
  jws: string,
): Promise<DecideResult> {
  const signed = await readAnswer(sql, user.sub, id, jws)
  if (!signed) return { outcome: 'not_signed' }
  const at = { sql, sub: user.sub, origin: new URL(config.issuer).origin }
  const isYes = signed.answer === 'approved'
  const use = isYes
    ? await readConfirmation(at, hashOfDisplayed(signed.displayed), signed.passkey, signed.displayed)
    : null
  if (use === undefined) return { outcome: 'passkey_needed' }
  const result = await decide(sql, user, id, signed, use)
  if (result.outcome === 'decided') await touchDevice(sql, signed.device.id)
  return result
}

/** Tells what has happened so far and no more. Whether money moved is shown once the asking client has reported it. */
function saying({ decision, reason, clientId }: Decided, { clients, alone }: TenantConfig) {
  if (decision === 'approved') return 'yes'
  if (alone) return 'deniedAlone'
  if (reason?.code !== 'not_me') return 'denied'
  return clients.some(({ id, freezesOnNotMe }) => id === clientId && freezesOnNotMe) ? 'freezes' : 'mayFreeze'
}

async function respond(parts: PhoneParts, ctx: KoaContextWithOIDC, status: number, told: Told): Promise<void> {
  if (ctx.accepts('html', 'json') === 'json') return tell(ctx, status, told)
  if (status === 200) return seeOther(ctx, '/phone')
  await showPhone(parts, ctx, told.message?.(houseFor(ctx).words))
  ctx.status = status
}
