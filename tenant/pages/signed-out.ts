import type { KoaContextWithOIDC } from 'oidc-provider'
import { html } from './html'
import { brand, sendPage } from './layout'

/** Where a log-out ends that names no page to go back to. */
export function sendSignedOutPage(ctx: KoaContextWithOIDC, homeUrl: string): void {
  sendPage(ctx, {
    title: 'Logged out',
    body: html`<main class="narrow">
<header class="masthead">${brand}</header>
<section class="card message">
<h1>You are logged out</h1>
<p class="lead">See you soon.</p>
<a class="button button-no" href="${homeUrl}">Back to the bank</a>
</section>
</main>`,
  })
}
