import type { KoaContextWithOIDC } from 'oidc-provider'
import { html } from './html'
import { sendPage } from './layout'

export interface ActivatePage {
  /** A secret that the form sends back, so that no other site can send it. */
  xsrf: string
  code: string
  status?: number
  error?: string
}

/** The page on which a customer types the code that a device shows (RFC 8628 section 3.3). */
export function sendActivatePage(ctx: KoaContextWithOIDC, { xsrf, code, status, error }: ActivatePage): void {
  const described = error && html`aria-invalid="true" aria-describedby="error"`
  sendPage(ctx, {
    title: 'Connect a device',
    status,
    body: ({ brand, neverAsks }) => html`<main class="narrow">
<header class="masthead">${brand}</header>
<section class="card sign-in" aria-labelledby="heading">
<h1 id="heading">Connect a device</h1>
<p class="lead">${code === '' || error ? 'Type the code that it shows you.' : 'Compare the code with the one that it shows you.'}</p>
${error && html`<p class="notice notice-bad" role="alert" id="error">${error}</p>`}
<form method="post" action="/activate">
<input type="hidden" name="xsrf" value="${xsrf}">
<input type="hidden" name="confirm" value="yes">
<label for="code">Code</label>
<input id="code" name="user_code" class="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required
 maxlength="40" value="${code}" ${described} autofocus>
<button type="submit" class="button button-yes">Continue</button>
</form>
</section>
${neverAsks.code && html`<p class="fine">${neverAsks.code}</p>`}
</main>`,
  })
}

/** The page at the end of connecting a device. */
export function sendActivatedPage(ctx: KoaContextWithOIDC, name: string | undefined): void {
  const refused = name === undefined
  sendPage(ctx, {
    title: refused ? 'Refused' : 'Connected',
    body: ({ brand, afterDevice }) => html`<main class="narrow">
<header class="masthead">${brand}</header>
<section class="card message">
<h1>${refused ? 'You have refused' : html`<bdi>${name}</bdi> is connected`}</h1>
<p class="lead">${refused ? 'Nothing has been given access.' : 'You can close this page and go back to your device.'}</p>
<a class="button button-no" href="${afterDevice.href}">${afterDevice.words}</a>
</section>
</main>`,
  })
}
