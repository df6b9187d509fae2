import { randomBytes } from 'node:crypto'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { allowPage } from '../http/security-headers'
import { type House, houseFor } from './house'
import { type Html, html } from './html'

export interface Page {
  title: string
  body: (house: House) => Html
  status?: number
  /** The file name of a script among the assets. Until it takes `data-awaits-script` away the page's buttons are hidden. */
  script?: string
  /** The address of the page's manifest, where it can be installed as an app. */
  manifest?: string
  /** Origins that the answers to this page's forms redirect to. */
  formTargets?: string[]
}

const STYLES = ['theme.css', 'page.css', 'phone.css', 'history.css', 'request.css', 'details.css', 'devices.css']

/** Sends a page with its security policy. */
export function sendPage(ctx: KoaContextWithOIDC, page: Page): void {
  const house = houseFor(ctx)
  const nonce = randomBytes(16).toString('base64')
  allowPage(ctx, nonce, page.formTargets ?? [])
  ctx.status = page.status ?? 200
  ctx.type = 'text/html; charset=utf-8'
  ctx.body = html`<!doctype html>
<html lang="en" data-house="${house.noun}"${page.script && html` data-awaits-script`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#eef2f6">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0a111f">
<title>${page.title} · ${house.title}</title>
<link rel="icon" href="/assets/${house.icon}" type="image/svg+xml">
${page.manifest && html`<link rel="manifest" href="${page.manifest}">`}
${STYLES.map((name) => html`<link rel="stylesheet" href="/assets/${name}" nonce="${nonce}">`)}
${page.script && html`<script src="/assets/${page.script}" nonce="${nonce}" type="module"></script>`}
</head>
<body>
${page.body(house)}
</body>
</html>
`.markup
}
