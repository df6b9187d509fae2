import type { KoaContextWithOIDC } from 'oidc-provider'
import type { WhoAsks } from '../agents/who-asks'
import { type Html, html } from './html'
import { sendPage } from './layout'

export interface ConsentPage {
  who: WhoAsks
  /** The customer, by name and address. */
  customer: { name: string; email: string }
  /** What the agent may do once it is allowed, in sentences. */
  may: string[]
  /** How long the access lasts, in a sentence. */
  lasts: string
  action: string
  /** Where the answer goes: an address, or a device that shows a code. */
  from: { redirect: URL; loopback: boolean } | { code: string; place: string }
}

/** The page that asks whether an agent may have access. */
export function sendConsentPage(ctx: KoaContextWithOIDC, page: ConsentPage): void {
  const { who, customer, may, lasts, from } = page
  sendPage(ctx, {
    title: 'Allow access?',
    formTargets: 'redirect' in from ? [from.redirect.origin] : [],
    body: ({ brand }) => html`<main class="narrow consent">
<header class="masthead">${brand}</header>
<section class="card sign-in" aria-labelledby="heading">
<h1 id="heading">Allow <bdi>${who.name}</bdi>?</h1>
<p class="lead">It asks for access to the accounts of <bdi>${customer.name}</bdi> (${customer.email}).</p>
${warning(page)}
<h2 class="small-heading">It may</h2>
<ul class="permissions">${may.map((sentence) => html`<li>${sentence}</li>`)}</ul>
<dl class="facts">${facts(page).map(([term, what]) => html`<div><dt>${term}</dt><dd>${what}</dd></div>`)}</dl>
<form method="post" action="${page.action}" class="answers">
<button type="submit" name="answer" value="refuse" class="button button-no">Refuse</button>
<button type="submit" name="answer" value="allow" class="button button-yes">Allow</button>
</form>
</section>
<p class="fine">${lasts}</p>
</main>`,
  })
}

const VOUCHED = { own: 'The bank’s own', known: 'Known to the bank', no: 'Unknown to the bank' } as const

function facts({ who, from }: ConsentPage): [string, Html | string][] {
  const own = who.host && html`<strong>${who.host}</strong>`
  const program: [string, Html | string] = ['Program', own || VOUCHED[who.vouched]]
  if ('code' in from) {
    return [['Code', html`<strong class="code">${from.code}</strong>`], program, ['Asked from', from.place]]
  }
  return [program, ['Answer to', html`<strong>${from.redirect.host}</strong>`]]
}

function warning({ who, from }: ConsentPage): Html {
  if ('code' in from) {
    return html`<p class="notice notice-warn">Allow this only if you have just asked for this code yourself. Nobody from the bank will ever send you one.</p>`
  }
  if (from.loopback) {
    return html`<p class="notice notice-warn">A program on this computer asks. Any program here can call itself <bdi>${who.name}</bdi>: allow it only if you have just started it yourself.</p>`
  }
  if (who.host === null && who.vouched === 'no') {
    return html`<p class="notice notice-warn">The bank does not know this program: it chose its name itself. Look where the answer goes.</p>`
  }
  return html``
}
