import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Words } from '../words/words'
import { houseFor } from './house'
import { html } from './html'
import { languageLinks, sendPage } from './layout'

export interface ActivatePage {
  /** A secret that the form sends back, so that no other site can send it. */
  xsrf: string
  code: string
  status?: number
  error?: (words: Words) => string
}

/** The page on which a customer types the code that a device shows (RFC 8628 section 3.3). */
export function sendActivatePage(ctx: KoaContextWithOIDC, { xsrf, code, status, error: why }: ActivatePage): void {
  const error = why?.(houseFor(ctx).words)
  const here = code === '' ? '/activate' : `/activate?user_code=${encodeURIComponent(code)}`
  const described = error && html`aria-invalid="true" aria-describedby="error"`
  sendPage(ctx, {
    title: ({ activate }) => activate.title,
    status,
    body: (house) => {
      const { activate } = house.words
      return html`<main class="narrow">
<header class="masthead">${house.brand}</header>
<section class="card sign-in" aria-labelledby="heading">
<h1 id="heading">${activate.title}</h1>
<p class="lead">${code === '' || error ? activate.typeIt : activate.compareIt}</p>
${error && html`<p class="notice notice-bad" role="alert" id="error">${error}</p>`}
<form method="post" action="/activate">
<input type="hidden" name="xsrf" value="${xsrf}">
<input type="hidden" name="confirm" value="yes">
<label for="code">${activate.code}</label>
<input id="code" name="user_code" class="code" autocomplete="off" autocapitalize="characters" spellcheck="false" required
 maxlength="40" value="${code}" ${described} autofocus>
<button type="submit" class="button button-yes">${activate.go}</button>
</form>
</section>
${house.neverAsks.code && html`<p class="fine">${house.neverAsks.code}</p>`}
${languageLinks(house, here)}
</main>`
    },
  })
}

/** The page at the end of connecting a device. */
export function sendActivatedPage(ctx: KoaContextWithOIDC, name: string | undefined): void {
  const refused = name === undefined
  sendPage(ctx, {
    title: ({ activate }) => (refused ? activate.refused : activate.connected),
    body: ({ brand, afterDevice, words: { activate } }) => html`<main class="narrow">
<header class="masthead">${brand}</header>
<section class="card message">
<h1>${refused ? activate.youRefused : activate.isConnected(html`<bdi>${name}</bdi>`)}</h1>
<p class="lead">${refused ? activate.nothingGiven : activate.close}</p>
<a class="button button-no" href="${afterDevice.href}">${afterDevice.words}</a>
</section>
</main>`,
  })
}
