import type { KoaContextWithOIDC } from 'oidc-provider'
import { html } from './html'
import { sendPage } from './layout'

/** The page after a log-out that names no page to return to. */
export function sendSignedOutPage(ctx: KoaContextWithOIDC, homeUrl: string): void {
  sendPage(ctx, {
    title: ({ signedOut }) => signedOut.title,
    body: ({ brand, home, words: { signedOut } }) => html`<main class="narrow">
<header class="masthead">${brand}</header>
<section class="card message">
<h1>${signedOut.heading}</h1>
<p class="lead">${signedOut.lead}</p>
<a class="button button-no" href="${homeUrl}">${home}</a>
</section>
</main>`,
  })
}
