import { NextResponse } from 'next/server'
import { htmlText } from '@/lib/platform/text/html-text'
import type { Language } from '@/lib/platform/text/language'

interface PlainPage {
  status: number
  language: Language
  title: string
  text: string
  /** Links to the bank's own pages, the likeliest one first. */
  links: { label: string; href: string }[]
}

const STYLE = `
:root{color-scheme:light dark;--ground:#eef2f6;--card:#fff;--line:#dce3ea;--ink:#0f1b2d;--soft:#526075;--brand:#0b6e63;--on-brand:#fff}
@media(prefers-color-scheme:dark){:root{--ground:#0a111f;--card:#131d2f;--line:#26334a;--ink:#eef3fa;--soft:#a3b1c6;--brand:#4fd1bd;--on-brand:#04201c}}
*{box-sizing:border-box}
body{margin:0;min-height:100dvh;display:grid;place-content:center;gap:1.5rem;padding:2rem 1rem;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:min(100%,27rem);padding:1.75rem 1.5rem;background:var(--card);border:1px solid var(--line);border-radius:1.25rem}
h1{margin:0;font-size:1.5rem;line-height:1.25;letter-spacing:-.02em}
p{margin:.6rem 0 1.5rem;color:var(--soft)}
header{text-align:center;font-size:1.25rem;font-weight:650;letter-spacing:-.02em}
header b{color:var(--brand)}
a{display:flex;align-items:center;justify-content:center;min-height:3rem;margin-top:.75rem;padding:.6rem 1.2rem;border:1px solid var(--soft);border-radius:.9rem;color:inherit;font-weight:650;text-decoration:none}
a:first-of-type{background:var(--brand);border-color:var(--brand);color:var(--on-brand)}
a:focus-visible{outline:3px solid var(--brand);outline-offset:2px}`

/**
 * A page without script and database, for when the app's own page cannot be made or would have status 200. proxy.ts
 * sets its policy.
 */
export function plainPage({ status, language, title, text, links }: PlainPage): NextResponse {
  const anchors = links.map(({ label, href }) => `<a href="${htmlText(href)}">${htmlText(label)}</a>`)
  const html = `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${htmlText(title)} · the bAInk</title><link rel="icon" href="/icon.svg" type="image/svg+xml"><style>${STYLE}</style></head>
<body><header>the b<b>AI</b>nk</header><main><h1>${htmlText(title)}</h1><p>${htmlText(text)}</p>${anchors.join('')}</main></body></html>`
  return new NextResponse(html, {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(status === 503 && { 'Retry-After': '5' }),
    },
  })
}
