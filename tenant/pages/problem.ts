import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import type { House } from './house'
import { html } from './html'
import { sendPage } from './layout'

interface Words {
  title: string
  text(noun: House['noun']): string
}

const EXPIRED: Words = {
  title: 'This sign-in has expired',
  text: (noun) =>
    `It was left open for too long, or was finished in another tab. Please start again from ${noun === 'bank' ? 'the bank' : 'where you came from'}.`,
}

const BY_STATUS: Record<number, Words> = {
  403: { title: 'Not from here', text: () => 'This request came from another site, so nothing was done.' },
  404: { title: 'Nothing here', text: () => 'There is no page at this address.' },
  413: { title: 'Too much', text: () => 'The request is larger than this page takes.' },
  503: {
    title: 'Back in a moment',
    text: (noun) => `The ${noun} cannot answer right now. Please try again in a few seconds.`,
  },
}

const OURS: Words = { title: 'Something went wrong', text: () => 'That is on us. Please try again.' }
const THEIRS: Words = {
  title: 'This does not work',
  text: (noun) => `The ${noun} does not understand this request.`,
}

/** Sends the page for a request that ended in `status`. */
export function renderProblem(ctx: KoaContextWithOIDC, status: number, homeUrl: string): void {
  sendProblem(ctx, status, BY_STATUS[status] ?? (status >= 500 ? OURS : THEIRS), homeUrl)
}

/** Sends the page for a sign-in that has expired. */
export function renderExpiredSignIn(ctx: KoaContextWithOIDC, homeUrl: string): void {
  sendProblem(ctx, 400, EXPIRED, homeUrl)
}

/** Sends the page for a protocol error that cannot be sent back to the client (RFC 6749 section 4.1.2.1). */
export function renderProviderError(ctx: KoaContextWithOIDC, out: ErrorOut, homeUrl: string): void {
  const status = Math.max(ctx.status, 400)
  const words = status >= 500 ? OURS : THEIRS
  sendProblem(ctx, status, words, homeUrl, [out.error, out.error_description].filter(Boolean).join(': '))
}

function sendProblem(ctx: KoaContextWithOIDC, status: number, words: Words, homeUrl: string, detail?: string): void {
  sendPage(ctx, {
    title: words.title,
    status,
    body: ({ brand, noun, home }) => html`<main class="narrow">
<header class="masthead">${brand}</header>
<section class="card message">
<h1>${words.title}</h1>
<p class="lead">${words.text(noun)}</p>
${detail && html`<p class="detail"><code>${detail}</code></p>`}
<a class="button button-no" href="${homeUrl}">${home}</a>
</section>
</main>`,
  })
}
