import { randomBytes } from 'node:crypto'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { allowPage, type Feature } from '../http/security-headers'
import { LANGUAGES, type Language } from '../words/language'
import type { Words } from '../words/words'
import { type House, houseFor } from './house'
import { type Html, html } from './html'

export interface Page {
  title: (words: Words) => string
  body: (house: House) => Html
  status?: number
  /** The file name of a script among the assets. Until it takes `data-awaits-script` away the page's buttons are hidden. */
  script?: keyof Words['scripts']
  /** Whether the page can be installed as an app. */
  installs?: boolean
  /** What of the browser the page may use, which no other page may. */
  features?: Feature[]
  /** Origins that the answers to this page's forms redirect to. */
  formTargets?: string[]
}

const STYLES = ['theme.css', 'page.css', 'phone.css', 'history.css', 'request.css', 'details.css', 'devices.css']

/** Sends a page with its security policy. */
export function sendPage(ctx: KoaContextWithOIDC, page: Page): void {
  const house = houseFor(ctx)
  const nonce = randomBytes(16).toString('base64')
  allowPage(ctx, nonce, page)
  ctx.status = page.status ?? 200
  ctx.type = 'text/html; charset=utf-8'
  ctx.body = html`<!doctype html>
<html lang="${house.language}"${page.script && html` data-awaits-script data-words="${JSON.stringify(house.words.scripts[page.script])}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#eef2f6">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0a111f">
<title>${page.title(house.words)} · ${house.title}</title>
<link rel="icon" href="/assets/${house.icon}" type="image/svg+xml">
${page.installs && html`<link rel="manifest" href="/phone/manifest.webmanifest?ui_locales=${house.language}">`}
${STYLES.map((name) => html`<link rel="stylesheet" href="/assets/${name}" nonce="${nonce}">`)}
${page.script && html`<script src="/assets/${page.script}" nonce="${nonce}" type="module"></script>`}
</head>
<body>
${page.body(house)}
</body>
</html>
`.markup
}

const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }

/**
 * The links that change the language of a page.
 * @param address of the page, without a fragment
 */
export function languageLinks({ language, words }: House, address: string): Html {
  const [path = '', query = ''] = address.split('?')
  const links = LANGUAGES.map((each) => {
    const parameters = new URLSearchParams(query)
    parameters.set('ui_locales', each)
    const current = each === language && html` aria-current="true"`
    return html`<a href="${path}?${parameters.toString()}" lang="${each}" hreflang="${each}"${current}>${NAMES[each]}</a>`
  })
  return html`<nav class="fine languages" aria-label="${words.house.language}">${links.map((link, n) => html`${n > 0 && ' · '}${link}`)}</nav>`
}
