import type { KoaContextWithOIDC } from 'oidc-provider'
import { codeRoutes } from '../codes/routes'
import { deviceRoutes } from '../devices/routes'
import { type Middleware, route } from '../http/route'
import { fromOwnPages, refuseOtherSites } from '../http/same-origin'
import { sendManifest } from './manifest'
import type { PhoneParts } from './parts'
import { signIn, signOut } from './phone-sign-in'
import { showEnrolment, showPhone, showRecovery } from './show-phone'
import { takeAnswer } from './take-answer'

/** The phone's routes. Here a customer sees what an agent asks for, and only here can the answer be yes. */
export function phoneRoutes(parts: PhoneParts): Middleware[] {
  const { config, events } = parts
  const post = (path: RegExp, handle: (ctx: KoaContextWithOIDC, param: string) => Promise<void>) =>
    route('POST', path, fromOwnPages(config.issuer, handle))
  return [
    route('GET', /^\/phone\/?$/, (ctx) => showPhone(parts, ctx)),
    route('GET', /^\/phone\/manifest\.webmanifest$/, async (ctx) => sendManifest(ctx)),
    route('GET', /^\/phone\/enrol$/, (ctx) => showEnrolment(parts, ctx)),
    route('GET', /^\/phone\/recover$/, (ctx) => showRecovery(parts, ctx)),
    route('GET', /^\/phone\/events$/, (ctx) => {
      refuseOtherSites(ctx, config.issuer)
      return events.stream(ctx)
    }),
    post(/^\/phone\/sign-in$/, (ctx) => signIn(parts, ctx)),
    post(/^\/phone\/sign-out$/, (ctx) => signOut(parts, ctx)),
    post(/^\/phone\/requests\/([^/]+)$/, (ctx, id) => takeAnswer(parts, ctx, id)),
    ...codeRoutes(parts),
    ...deviceRoutes(parts),
  ]
}
