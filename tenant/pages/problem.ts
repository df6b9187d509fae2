import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'
import type { Words } from '../words/words'
import { html } from './html'
import { sendPage } from './layout'

type Problem = keyof Words['problem']

const BY_STATUS: Record<number, Problem> = { 403: 'elsewhere', 404: 'nothing', 413: 'tooLarge', 503: 'away' }

/** Sends the page for a request that ended in `status`. */
export function renderProblem(ctx: KoaContextWithOIDC, status: number, homeUrl: string): void {
  sendProblem(ctx, status, BY_STATUS[status] ?? (status >= 500 ? 'ours' : 'theirs'), homeUrl)
}

/** Sends the page for a sign-in that has expired. */
export function renderExpiredSignIn(ctx: KoaContextWithOIDC, homeUrl: string): void {
  sendProblem(ctx, 400, 'expired', homeUrl)
}

/** Sends the page for a protocol error that cannot be sent back to the client (RFC 6749 section 4.1.2.1). */
export function renderProviderError(ctx: KoaContextWithOIDC, out: ErrorOut, homeUrl: string): void {
  const status = Math.max(ctx.status, 400)
  const problem = status >= 500 ? 'ours' : 'theirs'
  sendProblem(ctx, status, problem, homeUrl, [out.error, out.error_description].filter(Boolean).join(': '))
}

function sendProblem(ctx: KoaContextWithOIDC, status: number, which: Problem, homeUrl: string, detail?: string): void {
  sendPage(ctx, {
    title: ({ problem }) => problem[which].title,
    status,
    body: ({ brand, home, words: { problem } }) => html`<main class="narrow">
<header class="masthead">${brand}</header>
<section class="card message">
<h1>${problem[which].title}</h1>
<p class="lead">${problem[which].text}</p>
${detail && html`<p class="detail"><code>${detail}</code></p>`}
<a class="button button-no" href="${homeUrl}">${home}</a>
</section>
</main>`,
  })
}
