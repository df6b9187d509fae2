import type { KoaContextWithOIDC } from 'oidc-provider'
import { codeKeyOrder } from '../codes/keys'
import { seeOther, tell } from '../http/answers'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import { fromOwnPages, refuseOtherSites } from '../http/same-origin'
import { sendPage } from '../pages/layout'
import { countPost } from '../phone/pace-posts'
import type { PhoneParts } from '../phone/parts'
import { isOnDevice, SIGNED_OUT, UNKNOWN_DEVICE } from '../phone/sessions'
import { keepSubscription } from '../push/routes'
import type { Asked } from './asked'
import { newChallenge } from './challenges'
import { recoveryCodesOrder, removeOrder, renameOrder, takeDeviceAnswer, ticketOrder } from './device-orders'
import { listDevices } from './devices'
import { devicesPage } from './devices-page'
import { askOtherDevice, enrol, prove, tellRequestState } from './joining'
import { addPasskeyOrder, offerPasskey, removePasskeyOrder } from './passkey-orders'
import { listPasskeys } from './passkeys'
import { recover } from './recover'
import { readRecoveryCodes } from './recovery-codes'
import { thawOrder } from './thaw'

/** How browsers become a customer's devices, and how one device manages the others. */
export function deviceRoutes(parts: PhoneParts): Middleware[] {
  const { sql, config, sessions } = parts
  const post = (path: RegExp, handle: (asked: Asked, param: string) => Promise<void>) =>
    route(
      'POST',
      path,
      fromOwnPages(config.issuer, async (ctx, param) => {
        const form = await readForm(ctx)
        const user = await sessions.userOf(ctx)
        if (!user) return tell(ctx, 401, SIGNED_OUT)
        const tooMuch = await countPost(sql, ctx, user)
        if (tooMuch) return tell(ctx, 429, tooMuch)
        await handle({ parts, ctx, user, form }, param)
      }),
    )
  /** For what no device signs: only the session can say that this browser is one. */
  const postOnDevice = (path: RegExp, handle: (asked: Asked) => Promise<void>) =>
    post(path, async (asked) => (isOnDevice(asked.user) ? handle(asked) : tell(asked.ctx, 403, UNKNOWN_DEVICE)))
  return [
    route('GET', /^\/phone\/devices$/, (ctx) => showDevices(parts, ctx)),
    route('GET', /^\/phone\/device-requests\/([^/]+)$/, (ctx, id) => {
      refuseOtherSites(ctx, config.issuer)
      return tellRequestState(parts, ctx, id)
    }),
    post(/^\/phone\/challenges$/, async ({ ctx, user }) => {
      tell(ctx, 200, { code: 'challenge', challenge: await newChallenge(sql, user.sub) })
    }),
    post(/^\/phone\/devices$/, enrol),
    post(/^\/phone\/devices\/prove$/, prove),
    post(/^\/phone\/devices\/rename$/, renameOrder),
    post(/^\/phone\/devices\/remove$/, removeOrder),
    post(/^\/phone\/devices\/ticket$/, ticketOrder),
    postOnDevice(/^\/phone\/passkeys\/offer$/, offerPasskey),
    post(/^\/phone\/passkeys\/add_passkey$/, addPasskeyOrder),
    post(/^\/phone\/passkeys\/remove_passkey$/, removePasskeyOrder),
    post(/^\/phone\/devices\/recovery_codes$/, recoveryCodesOrder),
    post(/^\/phone\/devices\/thaw$/, thawOrder),
    post(/^\/phone\/devices\/code_key$/, codeKeyOrder),
    post(/^\/phone\/devices\/push$/, keepSubscription),
    post(/^\/phone\/recover$/, recover),
    post(/^\/phone\/device-requests$/, askOtherDevice),
    post(/^\/phone\/device-requests\/([^/]+)$/, takeDeviceAnswer),
  ]
}

async function showDevices({ sql, sessions, tellBank, pushKey }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const user = await sessions.userOf(ctx)
  if (!isOnDevice(user)) return seeOther(ctx, '/phone')
  const [devices, passkeys, codes] = await Promise.all([
    listDevices(sql, user.sub),
    listPasskeys(sql, user.sub),
    readRecoveryCodes(sql, user.sub),
  ])
  const mayThaw = tellBank !== undefined && passkeys.length > 0
  sendPage(ctx, devicesPage(user, { devices, passkeys, codes, mayThaw, pushKey }))
}
