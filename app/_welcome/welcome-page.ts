import { SIGN_PATH } from '@/app/_ui/sign-path'
import { wordsOf } from '@/app/_words/dictionary'
import { speechIn } from '@/app/_words/speech'
import { htmlText } from '@/lib/platform/text/html-text'
import type { Language } from '@/lib/platform/text/language'
import { CHOOSE_SCHEME } from './choose-scheme'
import { WELCOME_STYLE } from './welcome-style'

const SIGN = (size: number) =>
  `<svg class="sign" viewBox="0 0 32 32" width="${size}" height="${size}" aria-hidden="true"><rect width="32" height="32" rx="9"/><path d="${SIGN_PATH}"/></svg>`
const ICON = (path: string, name = '') =>
  `<svg class="icon ${name}" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="${path}"/></svg>`
const MOON = 'M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5z'
const SUN =
  'M16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19'
const ARROW = 'M5 12h14M13 6l6 6-6 6'

/** The page of a visitor without a session. Its only script is the choice of light or dark. */
export function welcomePage(language: Language, nonce: string): string {
  const words = wordsOf(language)
  const { say, money } = speechIn(language, words)
  const { welcome, frame } = words
  const { phone } = welcome
  const rows = [
    [phone.from, phone.account],
    [phone.to, phone.savings],
    [phone.memo, phone.words],
  ]
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#eef2f6"><meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0a111f">
<title>the bAInk</title><meta name="description" content="${htmlText(frame.about)}"><link rel="icon" href="/icon.svg" type="image/svg+xml">
<style>${WELCOME_STYLE}</style><script nonce="${nonce}">${CHOOSE_SCHEME}</script></head>
<body><header><span class="brand">${SIGN(30)}<span>the b<b>AI</b>nk</span></span>
<button type="button" class="scheme" aria-label="${htmlText(frame.links.lightOrDark)}">${ICON(MOON, 'moon')}${ICON(SUN, 'sun')}</button></header>
<main><div><h1>${softened(String(welcome.headline))}</h1><p class="text">${htmlText(welcome.text)}</p>
<a class="log-in" href="/auth/login">${htmlText(welcome.logIn)}${ICON(ARROW)}</a></div>
<div class="phone" aria-hidden="true"><div class="top">${SIGN(26)}<small>${htmlText(say(phone.left, { clock: '4:32' }))}</small></div>
<p class="move">${htmlText(phone.move)}<strong>${htmlText(money('25.00', 'USD'))}</strong></p>
${rows.map(([label = '', value = '']) => `<p class="row"><span>${htmlText(label)}</span><span>${htmlText(value)}</span></p>`).join('')}
<div class="ends"><span class="no">${htmlText(phone.deny)}</span><span class="yes">${htmlText(phone.approve)}</span></div></div></main></body></html>`
}

/** A headline with its `<soft>` words in the bank's colour. */
function softened(headline: string): string {
  return htmlText(headline).replace(/&#60;soft&#62;(.*?)&#60;\/soft&#62;/g, '<span class="soft">$1</span>')
}
