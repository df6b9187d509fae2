import { randomBytes } from 'node:crypto'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { allowPage } from '../http/security-headers'
import { type Html, html } from './html'

export interface Page {
  title: string
  body: Html
  status?: number
  /** A script among the assets. */
  script?: string
  /** Origins that this page's forms lead on to. */
  formTargets?: string[]
}

const STYLES = ['theme.css', 'page.css', 'phone.css', 'request.css', 'devices.css']

/** Sends a page with its security policy. */
export function sendPage(ctx: KoaContextWithOIDC, page: Page): void {
  const nonce = randomBytes(16).toString('base64')
  allowPage(ctx, nonce, page.formTargets ?? [])
  ctx.status = page.status ?? 200
  ctx.type = 'text/html; charset=utf-8'
  ctx.body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#eef2f6">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0a111f">
<title>${page.title} · the bAInk</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
${STYLES.map((name) => html`<link rel="stylesheet" href="/assets/${name}" nonce="${nonce}">`)}
${page.script && html`<script src="/assets/${page.script}" nonce="${nonce}" type="module"></script>`}
</head>
<body>
${page.body}
</body>
</html>
`.markup
}

/** The bank's sign and name. */
export const brand = html`<span class="brand"><svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
<rect width="32" height="32" rx="9"></rect><path d="M8 13.2 16 8l8 5.2M9.5 22.5h13M11.5 15v5M16 15v5M20.5 15v5"></path>
</svg><span>the b<b>AI</b>nk</span></span>`
