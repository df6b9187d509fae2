import { z } from 'zod'
import { visible } from '../assets/printable.js'
import { seeOther, tell } from '../http/answers'
import { type Middleware, route } from '../http/route'
import { fromOwnPages } from '../http/same-origin'
import { StandingMandate } from '../oidc/standing-mandate'
import { type Html, html } from '../pages/html'
import { type Page, sendPage } from '../pages/layout'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import type { Words } from '../words/words'
import { apart } from './drawn-text'
import { countPost } from './pace-posts'
import { whoIsHere } from './page'
import type { PhoneParts } from './parts'
import { type DeviceUser, isOnDevice, SIGNED_OUT, UNKNOWN_DEVICE } from './sessions'
import { readApproval } from './signed-answer'
import { revokedEvent } from './tell-bank'

const LISTED_MAX = 200

/** A mandate that this customer has approved here, and that is not known to be over. */
interface Approved {
  id: string
  mandate: z.output<typeof StandingMandate>
}

/**
 * Where a customer ends on the phone what they have allowed there. The bank keeps what is in force and hears of it at once; the
 * phone notes what the bank has confirmed. A revocation takes a right away, so it needs no signature.
 */
export function mandateRoutes(parts: PhoneParts): Middleware[] {
  const { sql, config, sessions, log, tellBank } = parts
  if (!tellBank) return []
  return [
    route('GET', /^\/phone\/mandates$/, async (ctx) => {
      const user = await sessions.userOf(ctx)
      if (!isOnDevice(user)) return seeOther(ctx, '/phone')
      const failed = new URLSearchParams(ctx.querystring).get('failed') === 'yes'
      sendPage(ctx, mandatesPage(user, await listApproved(sql, user.sub), config, failed))
    }),
    route(
      'POST',
      /^\/phone\/mandates\/([^/]+)$/,
      fromOwnPages(config.issuer, async (ctx, id) => {
        const user = await sessions.userOf(ctx)
        if (!user) return tell(ctx, 401, SIGNED_OUT)
        const tooMuch = await countPost(sql, ctx, user)
        if (tooMuch) return tell(ctx, 429, tooMuch)
        if (!isOnDevice(user)) return tell(ctx, 403, UNKNOWN_DEVICE)
        const mandate = (await listApproved(sql, user.sub)).find((each) => each.id === id)
        const done =
          !mandate ||
          (await tellBank(user.sub, revokedEvent(mandate.mandate.identifier)).catch((error: unknown) => {
            log.warn({ err: error }, 'the bank could not be told that a mandate is revoked')
            return false
          }))
        if (mandate && done)
          await sql`UPDATE tenant.approvals SET revoked_at = now() WHERE id = ${id} AND revoked_at IS NULL`
        seeOther(ctx, done ? '/phone/mandates' : '/phone/mandates?failed=yes')
      }),
    ),
  ]
}

/**
 * Newest first, each as the device signed it, so that what is revoked is what was read. Trap: an old row's details may be
 * unreadable to Postgres, so that the rows are chosen by the text shown.
 */
async function listApproved(sql: Sql, sub: string): Promise<Approved[]> {
  const rows = await sql<{ id: string; authReqId: string }[]>`
    SELECT id, auth_req_id AS "authReqId" FROM tenant.approvals
    WHERE sub = ${sub} AND decision = 'approved' AND outcome = 'posted' AND revoked_at IS NULL
      AND displayed LIKE '%"standing_mandate"%'
    ORDER BY decided_at DESC LIMIT ${LISTED_MAX}`
  const approved: Approved[] = []
  for (const { id, authReqId } of rows) {
    const given = await readApproval(sql, authReqId)
    const mandate = z.tuple([StandingMandate]).safeParse(given?.details).data?.[0]
    if (mandate && mandate.exp * 1_000 > Date.now()) approved.push({ id, mandate })
  }
  return approved
}

function mandatesPage(user: DeviceUser, mandates: Approved[], { homeUrl }: TenantConfig, failed: boolean): Page {
  return {
    title: ({ phone }) => phone.mandates.title,
    body: (house) => {
      const { phone } = house.words
      const words = phone.mandates
      return html`<header class="bar"><div class="bar-inner">${house.brand}<a class="back" href="/phone">${phone.title}</a></div></header>
<main class="phone">
${whoIsHere(user, words.title, house)}
<p class="lead">${words.lead}</p>
${failed && html`<p class="notice notice-bad" role="alert">${words.notRevoked}</p>`}
${
  mandates.length === 0
    ? html`<p class="card empty">${words.none}</p>`
    : html`<ul class="card devices">${mandates.map((each) => mandateItem(each, words))}</ul>`
}
<p class="fine">${words.used(`${homeUrl}/mandates`)}</p>
</main>`
    },
  }
}

function mandateItem({ id, mandate }: Approved, words: Words['phone']['mandates']): Html {
  const name = (text: string) => html`<bdi>${visible(text)}</bdi>`
  const { agent, atMostAtOnce, atMostInAll, from, to, until } = mandate
  return html`<li class="device">
<div class="device-what"><bdi class="device-name" id="mandate-${id}">${visible(agent)}</bdi>
<span class="device-when">${words.atOnce(name(atMostAtOnce))}</span>
<span class="device-when">${words.inAll(name(atMostInAll))}</span>
<span class="device-when">${words.from(apart(from))}</span>
<span class="device-when">${words.to(apart(to.join(', ')))}</span>
<span class="device-when">${words.until(name(until))}</span></div>
<form class="device-actions" method="post" action="/phone/mandates/${id}"><button class="link link-bad" aria-describedby="mandate-${id}">${words.revoke}</button></form></li>`
}
