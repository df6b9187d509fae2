import type { KoaContextWithOIDC } from 'oidc-provider'
import { touchDevice } from '../devices/devices'
import { readConfirmation } from '../devices/passkey-proof'
import { seeOther, type Told, tell } from '../http/answers'
import { readForm, SIGNED_MAX_BYTES } from '../http/form'
import type { TenantConfig } from '../tenant-config'
import { hashOfDisplayed } from './displayed'
import { countPost } from './pace-posts'
import type { PhoneParts } from './parts'
import { passOn } from './pass-on'
import { type PhoneUser, SIGNED_OUT } from './sessions'
import { showPhone } from './show-phone'
import { type Decided, type DecideResult, decide, readAnswer } from './signed-answer'

const REFUSALS: Record<Exclude<DecideResult['outcome'], 'decided'>, { status: number; message: string }> = {
  unknown: { status: 404, message: 'There is no such request.' },
  answered: { status: 409, message: 'This request was answered already.' },
  withdrawn: { status: 410, message: 'Withdrawn in the bank. Nothing was moved.' },
  expired: { status: 410, message: 'Too late: the time was up. Nothing was moved.' },
  not_signed: { status: 403, message: 'This answer was not signed by one of your devices. Nothing was decided.' },
  passkey_needed: { status: 403, message: 'This needs your passkey. Reload this page. Nothing was decided.' },
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
    const { status, message } = REFUSALS[result.outcome]
    return respond(parts, ctx, status, { code: result.outcome, message })
  }
  const { decided } = result
  await passOn(parts, user.sub, decided)
  await respond(parts, ctx, 200, { code: decided.decision, message: wordsFor(decided, config) })
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
  const use = isYes ? await readConfirmation(at, hashOfDisplayed(signed.displayed), signed.passkey) : null
  if (use === undefined) return { outcome: 'passkey_needed' }
  const result = await decide(sql, user, id, signed, use)
  if (result.outcome === 'decided') await touchDevice(sql, signed.device.id)
  return result
}

/** Tells what has happened so far and no more. Whether money moved is shown once the asking client has reported it. */
function wordsFor({ decision, reason, clientId }: Decided, { clients, alone }: TenantConfig): string {
  if (decision === 'approved') return 'You said yes.'
  if (alone) return 'Denied.'
  if (reason?.code !== 'not_me') return 'Denied. Nothing moves.'
  const bank = clients.some(({ id, freezesOnNotMe }) => id === clientId && freezesOnNotMe)
  return bank
    ? 'Denied. The bank now freezes all agents.'
    : 'Denied. You can freeze all agents on the bank’s Profile page.'
}

async function respond(parts: PhoneParts, ctx: KoaContextWithOIDC, status: number, told: Told): Promise<void> {
  if (ctx.accepts('html', 'json') === 'json') return tell(ctx, status, told)
  if (status === 200) return seeOther(ctx, '/phone')
  await showPhone(parts, ctx, told.message)
  ctx.status = status
}
