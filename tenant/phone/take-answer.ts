import type { KoaContextWithOIDC } from 'oidc-provider'
import { touchDevice } from '../devices/devices'
import { readForm } from '../http/form'
import { seeOther } from '../http/see-other'
import { type Told, tell } from '../http/tell'
import { type Decided, type DecideResult, decide } from './decide'
import { deliver } from './deliver'
import { countPost } from './pace-posts'
import type { PhoneParts } from './parts'
import { type PhoneUser, SIGNED_OUT } from './sessions'
import { showPhone } from './show-phone'
import { readAnswer } from './signed-answer'

const REFUSALS: Record<Exclude<DecideResult['outcome'], 'decided'>, { status: number; message: string }> = {
  unknown: { status: 404, message: 'There is no such request.' },
  answered: { status: 409, message: 'This request was answered already.' },
  expired: { status: 410, message: 'This request has expired. Nothing was moved.' },
  not_signed: { status: 403, message: 'This answer was not signed by one of your devices. Nothing was decided.' },
}

/** Takes a customer's signed answer to the request `id`, writes it down, and tells the provider. */
export async function takeAnswer(parts: PhoneParts, ctx: KoaContextWithOIDC, id: string): Promise<void> {
  const { sql, provider, sessions, config, changes, log } = parts
  const jws = (await readForm(ctx)).get('signed') ?? ''
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
  // The answer stands from here on. If telling the provider fails, housekeeping tells it again.
  await deliver(sql, provider, config.agentAudience, decided).catch((error: unknown) => {
    log.error({ err: error }, 'an answer could not be delivered yet')
  })
  log.info({ decision: decided.decision }, 'a request was answered')
  changes.announce(user.sub)
  await respond(parts, ctx, 200, { code: decided.decision, message: wordsFor(decided) })
}

async function decideAsSigned({ sql }: PhoneParts, user: PhoneUser, id: string, jws: string): Promise<DecideResult> {
  const signed = await readAnswer(sql, user.sub, id, jws)
  if (!signed) return { outcome: 'not_signed' }
  const result = await decide(sql, user.sub, id, signed)
  if (result.outcome === 'decided') await touchDevice(sql, signed.device.id)
  return result
}

function wordsFor({ decision, reason }: Decided): string {
  if (decision === 'approved') return 'Approved. The bank shows whether it was made.'
  // Whoever asked hears the reason, and only Aiya passes it on to the bank: of other agents the customer must tell it.
  const more = reason?.code === 'not_me' ? ' You can freeze all agents on the bank’s Profile page.' : ''
  return `Denied. Nothing moves.${more}`
}

async function respond(parts: PhoneParts, ctx: KoaContextWithOIDC, status: number, told: Told): Promise<void> {
  if (ctx.accepts('html', 'json') === 'json') return tell(ctx, status, told)
  if (status === 200) return seeOther(ctx, '/phone')
  await showPhone(parts, ctx, told.message)
  ctx.status = status
}
