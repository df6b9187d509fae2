import { formatMoney } from '../assets/money.js'
import { visible } from '../assets/printable.js'
import { qrCode } from '../devices/qr'
import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import type { Page } from '../pages/layout'
import { whoIsHere } from '../phone/page'
import type { PhoneUser } from '../phone/sessions'
import type { NoCode, OpenCode } from './opening'

interface CodePage {
  user: PhoneUser
  opened: OpenCode | { state: NoCode }
  /** The address of this page, to which its form is sent. */
  path: string
  /** Where the customer came from. */
  back: string
  status?: number
  /** Why the code that was typed is not taken. */
  error?: string
}

const ENDS: Record<NoCode, { title: string; text: string }> = {
  unknown: { title: 'No such request', text: 'There is no request of yours under this address.' },
  approved: { title: 'You said yes', text: 'What became of it stands where you were asked.' },
  denied: { title: 'Denied', text: 'You have said no. Nothing moves.' },
  withdrawn: { title: 'Withdrawn', text: 'This request is over. Nothing moves.' },
  expired: { title: 'Too late', text: 'The time of this request was up. Nothing moves.' },
  no_transfer: {
    title: 'Not by a code',
    text: 'Only a single transfer can be approved by a code. This takes a signature of your device, and so a connection.',
  },
  passkey: {
    title: 'Not by a code',
    text: 'You approve with a passkey, and no code can carry what it signs. Your device needs a connection.',
  },
  no_key: {
    title: 'No device makes codes yet',
    text: 'A device makes codes once its approvals page has been open with a connection. Until then it needs one.',
  },
  too_many: {
    title: 'Too many wrong codes',
    text: 'No code is taken for this request any more. A device that has a connection can still answer it.',
  },
}

/** The page on the computer that shows a request to a phone without a connection, and takes the phone's code. */
export function codePage({ user, opened, path, back, status, error }: CodePage): Page {
  const ended = opened.state === 'open' ? undefined : ENDS[opened.state]
  return {
    title: ended?.title ?? 'Without a connection',
    status: status ?? (opened.state === 'unknown' ? 404 : 200),
    body: (house) => html`<header class="bar"><div class="bar-inner">${house.brand}</div></header>
<main class="phone">
${whoIsHere(user, ended?.title ?? 'Without a connection')}
${error !== undefined && html`<p class="notice notice-bad" role="alert" id="error">${error}</p>`}
${opened.state === 'open' ? openPart(opened, path, house, error) : html`<section class="card message"><p class="lead">${ENDS[opened.state].text}</p></section>`}
<p class="fine"><a href="${back}">${house.home}</a></p>
</main>`,
  }
}

function openPart({ text, transfer, triesLeft }: OpenCode, path: string, { noun }: House, error?: string): Html {
  const { amount, currency } = transfer.instructedAmount
  const picture = pictureOf(text)
  return html`<p class="lead">For <b>${formatMoney(amount, currency)}</b> to <bdi>${visible(transfer.creditorName)}</bdi>. Your phone shows it in full: believe what it shows.</p>
<section class="card ticket" aria-labelledby="scan">
<h2 id="scan">1. Scan this with your phone</h2>
<p class="lead">Open the approvals there and choose <b>Without a connection</b>.</p>
${picture ? html`<div class="ticket-picture">${picture}</div>` : html`<p class="notice">This request is too long for a picture. Paste its text.</p>`}
<details class="reason"><summary>Show its text instead</summary>
<label for="text">Text of the code</label>
<textarea id="text" rows="5" readonly spellcheck="false">${text}</textarea></details>
</section>
<form class="card enrol" method="post" action="${path}">
<h2>2. Type the code that it shows</h2>
<label for="code">Code from your phone</label>
<input id="code" name="code" class="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX"${error !== undefined && html` autofocus aria-invalid="true" aria-describedby="error"`}>
<button class="button button-yes">Approve</button>
<p class="fine">${triesLeft === 1 ? 'One try is left.' : `${triesLeft} tries are left.`} Nobody at the ${noun} asks for this code.</p>
</form>`
}

/** Undefined where a QR code has no room for so much. */
function pictureOf(text: string): Html | undefined {
  try {
    return qrCode(text, { label: 'QR code for your phone', dense: true })
  } catch {
    return undefined
  }
}
