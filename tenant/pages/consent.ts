import type { KoaContextWithOIDC } from 'oidc-provider'
import type { McpScope } from '../agents/mcp-api'
import type { PreparingScope } from '../agents/preparing'
import type { WhoAsks } from '../agents/who-asks'
import type { Words } from '../words/words'
import { type Html, html } from './html'
import { sendPage } from './layout'

export interface ConsentPage {
  who: WhoAsks
  /** The customer, by name and address. */
  customer: { name: string; email: string }
  /** What the agent may do once it is allowed. */
  may: { scopes: McpScope[] } | { preparing: PreparingScope[] }
  lasts: keyof Words['consent']['lasts']
  action: string
  /** Where the answer goes: an address, or a device that shows a code. */
  from: { redirect: URL; loopback: boolean } | { code: string; place: string }
}

/** The page that asks whether an agent may have access. */
export function sendConsentPage(ctx: KoaContextWithOIDC, page: ConsentPage): void {
  const { who, customer, from } = page
  sendPage(ctx, {
    title: ({ consent }) => consent.title,
    formTargets: 'redirect' in from ? [from.redirect.origin] : [],
    body: ({ brand, words: { consent } }) => html`<main class="narrow consent">
<header class="masthead">${brand}</header>
<section class="card sign-in" aria-labelledby="heading">
<h1 id="heading">${consent.heading(html`<bdi>${who.name}</bdi>`)}</h1>
<p class="lead">${consent.lead(html`<bdi>${customer.name}</bdi>`, customer.email)}</p>
${warning(page, consent)}
<h2 class="small-heading">${consent.may}</h2>
<ul class="permissions">${sentencesOf(page.may, consent).map((sentence) => html`<li>${sentence}</li>`)}</ul>
<dl class="facts">${facts(page, consent).map(([term, what]) => html`<div><dt>${term}</dt><dd>${what}</dd></div>`)}</dl>
<form method="post" action="${page.action}" class="answers">
<button type="submit" name="answer" value="refuse" class="button button-no">${consent.refuse}</button>
<button type="submit" name="answer" value="allow" class="button button-yes">${consent.allow}</button>
</form>
</section>
<p class="fine">${consent.lasts[page.lasts]}</p>
</main>`,
  })
}

type Sentences = Words['consent']

function sentencesOf(may: ConsentPage['may'], { scopes, preparing }: Sentences): string[] {
  return 'scopes' in may ? may.scopes.map((scope) => scopes[scope]) : may.preparing.map((scope) => preparing[scope])
}

function facts({ who, from }: ConsentPage, words: Sentences): [string, Html | string][] {
  const own = who.host && html`<strong>${who.host}</strong>`
  const program: [string, Html | string] = [words.program, own || words.vouched[who.vouched]]
  if ('code' in from) {
    const code = html`<strong class="code">${from.code}</strong>`
    return [[words.code, code], program, [words.askedFrom, placeIn(words.places, from.place)]]
  }
  return [program, [words.answerTo, html`<strong>${from.redirect.host}</strong>`]]
}

const placeIn = (places: Partial<Record<string, string>>, place: string) => places[place] ?? place

function warning({ who, from }: ConsentPage, { warnings }: Sentences): Html {
  if ('code' in from) return html`<p class="notice notice-warn">${warnings.code}</p>`
  if (from.loopback) return html`<p class="notice notice-warn">${warnings.loopback(html`<bdi>${who.name}</bdi>`)}</p>`
  if (who.host === null && who.vouched === 'no') return html`<p class="notice notice-warn">${warnings.unknown}</p>`
  return html``
}
