import { formatMoney } from '../assets/money.js'
import { visible } from '../assets/printable.js'
import { qrCode } from '../devices/qr'
import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import type { Page } from '../pages/layout'
import { whoIsHere } from '../phone/page'
import type { PhoneUser } from '../phone/sessions'
import type { Words } from '../words/words'
import type { NoCode, OpenCode } from './opening'

/** Why a code is not taken. */
export type NotTaken = 'malformed' | 'wrong' | 'slowDown'

interface CodePage {
  user: PhoneUser
  opened: OpenCode | { state: NoCode }
  /** The address of this page, to which its form is sent. */
  path: string
  /** Where the customer came from. */
  back: string
  status?: number
  /** Why the code that was typed is not taken. */
  error?: NotTaken
}

/** The page on the computer that shows a request to a phone without a connection, and takes the phone's code. */
export function codePage({ user, opened, path, back, status, error }: CodePage): Page {
  const titleIn = ({ code }: Words) => (opened.state === 'open' ? code.title : code.ends[opened.state].title)
  return {
    title: titleIn,
    status: status ?? (opened.state === 'unknown' ? 404 : 200),
    body: (house) => {
      const { code } = house.words
      return html`<header class="bar"><div class="bar-inner">${house.brand}</div></header>
<main class="phone">
${whoIsHere(user, titleIn(house.words), house)}
${error !== undefined && html`<p class="notice notice-bad" role="alert" id="error">${code[error]}</p>`}
${opened.state === 'open' ? openPart(opened, path, house, error) : html`<section class="card message"><p class="lead">${code.ends[opened.state].text}</p></section>`}
<p class="fine"><a href="${back}">${house.home}</a></p>
</main>`
    },
  }
}

function openPart(
  { text, transfer, triesLeft }: OpenCode,
  path: string,
  { language, words }: House,
  error?: NotTaken,
): Html {
  const { code } = words
  const { amount, currency } = transfer.instructedAmount
  const picture = pictureOf(text, code.picture)
  const sum = html`<b>${formatMoney(amount, currency, language)}</b>`
  return html`<p class="lead">${code.lead(sum, html`<bdi>${visible(transfer.creditorName)}</bdi>`)}</p>
<section class="card ticket" aria-labelledby="scan">
<h2 id="scan">${code.scan}</h2>
<p class="lead">${code.scanLead}</p>
${picture ? html`<div class="ticket-picture">${picture}</div>` : html`<p class="notice">${code.tooLong}</p>`}
<details class="reason"><summary>${code.showText}</summary>
<label for="text">${code.text}</label>
<textarea id="text" rows="5" readonly spellcheck="false">${text}</textarea></details>
</section>
<form class="card enrol" method="post" action="${path}">
<h2>${code.type}</h2>
<label for="code">${code.code}</label>
<input id="code" name="code" class="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX"${error !== undefined && html` autofocus aria-invalid="true" aria-describedby="error"`}>
<button class="button button-yes">${code.approve}</button>
<p class="fine">${code.tries(triesLeft)}</p>
</form>`
}

/** Undefined where a QR code has no room for so much. */
function pictureOf(text: string, label: string): Html | undefined {
  try {
    return qrCode(text, { label, dense: true })
  } catch {
    return undefined
  }
}
