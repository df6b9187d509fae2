import { type Html, html } from '../pages/html'
import type { Page } from '../pages/layout'
import { whoIsHere } from '../phone/page'
import type { DeviceUser } from '../phone/sessions'
import type { Words } from '../words/words'
import { deviceNameIn } from './device-name'
import type { Device } from './devices'
import { DEVICES_MAX } from './enrol'
import { PASSKEYS_MAX, type Passkey } from './passkeys'
import type { RecoveryCodes } from './recovery-codes'
import { recoveryPart } from './recovery-part'
import { TICKET_MINUTES } from './tickets'
import { time } from './time'

type Sentences = Words['devices']

interface OwnDevices {
  devices: Device[]
  passkeys: Passkey[]
  codes: RecoveryCodes | undefined
  /** Whether frozen agents are thawed here: there is a bank to tell, and a passkey to confirm it. */
  mayThaw: boolean
  pushKey: string
}

/** The page, on an enrolled device, that lists the customer's devices and passkeys. */
export function devicesPage(user: DeviceUser, { devices, passkeys, codes, mayThaw, pushKey }: OwnDevices): Page {
  return {
    title: ({ devices }) => devices.title,
    script: 'devices.js',
    features: ['payment'],
    body: (house) => {
      const words = house.words.devices
      return html`<header class="bar"><div class="bar-inner">${house.brand}<a class="back" href="/phone">${house.words.phone.title}</a></div></header>
<main class="phone" data-customer="${user.sub}" data-passkeys="${passkeys.map(({ credentialId }) => credentialId).join(' ')}">
<noscript><p class="notice notice-bad">${words.needsScript}</p></noscript>
${whoIsHere(user, words.title, house)}
<p class="lead">${words.lead}</p>
<p class="notice notice-bad" role="alert" data-error hidden></p>
<ul class="card devices">${devices.map((device) => deviceItem(device, user.deviceId, house.words))}</ul>
${
  devices.length < DEVICES_MAX
    ? html`<button class="button button-yes" type="button" data-add>${words.add}</button>`
    : html`<p class="fine">${words.full(DEVICES_MAX)}</p>`
}
${ticketPanel(house.words)}
${passkeysPart(passkeys, house.words)}
${recoveryPart(codes, words.recovery)}
${mayThaw && thawPart(words.thaw)}
${pushPart(pushKey, words.push)}
${renameDialog(words.renaming)}
${removeDialog(devices.length === 1, words.removing)}
</main>`
    },
  }
}

function deviceItem(device: Device, ownId: string, all: Words): Html {
  const { id, createdAt, lastUsedAt } = device
  const { devices: words } = all
  const name = deviceNameIn(device.name, all)
  return html`<li class="device" data-id="${id}" data-name="${name}">
<div class="device-what"><bdi class="device-name">${name}</bdi>${id === ownId && html` <span class="badge">${words.thisDevice}</span>`}
<span class="device-when">${words.added(time(createdAt))}</span>
<span class="device-when">${words.lastUsed(time(lastUsedAt))}</span></div>
<div class="device-actions">
<button class="link" type="button" data-opens="rename" aria-label="${words.renameIt(name)}">${words.rename}</button>
<button class="link link-bad" type="button" data-opens="remove" aria-label="${words.removeIt(name)}">${words.remove}</button></div></li>`
}

function passkeysPart(passkeys: Passkey[], all: Words): Html {
  const { passkeys: words } = all.devices
  return html`<section class="passkeys" aria-labelledby="passkeys-title" data-passkeys-part>
<h2 class="heading" id="passkeys-title">${words.title}</h2>
<p class="lead">${passkeys.length === 0 ? words.none : words.some}</p>
${passkeys.length > 0 && html`<ul class="card devices">${passkeys.map((each) => passkeyItem(each, all))}</ul>`}
${
  passkeys.length < PASSKEYS_MAX
    ? html`<button class="button button-no" type="button" data-add-passkey>${words.add}</button>`
    : html`<p class="fine">${words.full(PASSKEYS_MAX)}</p>`
}
<p class="fine" data-no-passkeys hidden>${words.cannot}</p>
</section>`
}

function passkeyItem(passkey: Passkey, all: Words): Html {
  const { id, createdAt, lastUsedAt } = passkey
  const { devices: words } = all
  const name = deviceNameIn(passkey.name, all)
  return html`<li class="device" data-passkey="${id}">
<div class="device-what"><bdi class="device-name">${name}</bdi>
<span class="device-when">${words.added(time(createdAt))}</span>
<span class="device-when">${words.lastUsed(time(lastUsedAt))}</span></div>
<div class="device-actions">
<button class="link link-bad" type="button" data-remove-passkey aria-label="${words.passkeys.removeIt(name)}">${words.remove}</button></div></li>`
}

function pushPart(key: string, words: Sentences['push']): Html {
  return html`<section class="passkeys" aria-labelledby="push-title" data-push="${key}" hidden>
<h2 class="heading" id="push-title">${words.title}</h2>
<p class="lead">${words.lead}</p>
<button class="button button-no" type="button" data-push-on hidden>${words.on}</button>
<button class="button button-no" type="button" data-push-off hidden>${words.off}</button>
</section>`
}

function thawPart(words: Sentences['thaw']): Html {
  return html`<section class="passkeys" aria-labelledby="thaw-title">
<h2 class="heading" id="thaw-title">${words.title}</h2>
<p class="lead">${words.lead}</p>
<button class="button button-no" type="button" data-thaw>${words.go}</button>
<p class="fine" role="status" data-thawed></p>
</section>`
}

function ticketPanel({ devices: { ticket }, card }: Words): Html {
  return html`<section class="card ticket" aria-label="${ticket.name}" tabindex="-1" data-ticket hidden>
<h2>${ticket.heading}</h2>
<p class="lead">${ticket.lead(TICKET_MINUTES)}</p>
<div class="ticket-picture" data-picture></div>
<p class="ticket-link"><a data-link></a></p>
<p class="fine"><span role="timer">${card.left(html`<span data-time></span>`)}</span></p>
</section>`
}

function renameDialog(words: Sentences['renaming']): Html {
  return html`<dialog id="rename" class="card" aria-labelledby="rename-title"><form method="dialog">
<h2 id="rename-title">${words.title}</h2>
<input type="hidden" name="action" value="rename"><input type="hidden" name="device">
<label for="new-name">${words.name}</label>
<input id="new-name" name="name" required autocomplete="off">
<div class="answers"><button class="button button-no" type="button" data-closes>${words.cancel}</button>
<button class="button button-yes">${words.save}</button></div></form></dialog>`
}

function removeDialog(isLast: boolean, words: Sentences['removing']): Html {
  return html`<dialog id="remove" class="card" aria-labelledby="remove-title" aria-describedby="remove-text"><form method="dialog">
<h2 id="remove-title">${words.title(html`<bdi data-name></bdi>`)}</h2>
<p class="lead" id="remove-text">${isLast ? words.last : words.other}</p>
<input type="hidden" name="action" value="remove"><input type="hidden" name="device">
<div class="answers"><button class="button button-no" type="button" data-closes>${words.keep}</button>
<button class="button button-bad">${words.remove}</button></div></form></dialog>`
}
