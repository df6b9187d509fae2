import type { KoaContextWithOIDC } from 'oidc-provider'
import { codeKeyIdOf } from '../codes/keys'
import { guessDeviceName } from '../devices/device-name'
import { firstDevicePage, otherDevicePage, recoveryPage, ticketPage } from '../devices/enrol-page'
import { seeOther } from '../http/answers'
import { houseFor } from '../pages/house'
import { sendPage } from '../pages/layout'
import { phonePage, readPhone } from './page'
import type { PhoneParts } from './parts'
import { sendPhoneSignIn, ticketOf } from './phone-sign-in'
import { isOnDevice } from './sessions'

/** Sends the phone page for the current visitor: the sign-in, a way to become a device, or the requests that wait. */
export async function showPhone(
  { sql, sessions }: PhoneParts,
  ctx: KoaContextWithOIDC,
  notice?: string,
): Promise<void> {
  const user = await sessions.userOf(ctx)
  if (!user) return sendPhoneSignIn(ctx)
  if (isOnDevice(user)) {
    const [content, codeKey] = await Promise.all([readPhone(sql, user), codeKeyIdOf(sql, user.deviceId)])
    return sendPage(ctx, phonePage(user, content, { codeKey, notice }))
  }
  const guess = guessOf(ctx)
  sendPage(ctx, user.devices === 0 ? firstDevicePage(user, guess) : otherDevicePage(user, guess))
}

/** The page behind a ticket's link: the sign-in first, then the button that uses the ticket. */
export async function showEnrolment({ sessions }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const ticket = ticketOf(new URLSearchParams(ctx.querystring))
  const user = await sessions.userOf(ctx)
  if (!user) return sendPhoneSignIn(ctx, { ticket })
  if (ticket === '' || isOnDevice(user)) return seeOther(ctx, '/phone')
  sendPage(ctx, ticketPage(user, guessOf(ctx), ticket))
}

/** The page for a customer who has lost every device, on a browser that is none of them. */
export async function showRecovery({ sessions }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const user = await sessions.userOf(ctx)
  if (!user || isOnDevice(user) || user.devices === 0) return seeOther(ctx, '/phone')
  sendPage(ctx, recoveryPage(user, guessOf(ctx)))
}

function guessOf(ctx: KoaContextWithOIDC): string {
  return guessDeviceName(ctx.get('user-agent'), houseFor(ctx).words)
}
