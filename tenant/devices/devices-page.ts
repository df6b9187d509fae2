import { visible } from '../assets/printable.js'
import { type Html, html } from '../pages/html'
import type { Page } from '../pages/layout'
import { whoIsHere } from '../phone/page'
import type { DeviceUser } from '../phone/sessions'
import type { Device } from './devices'
import { DEVICES_MAX } from './enrol'
import { PASSKEYS_MAX, type Passkey } from './passkeys'
import type { RecoveryCodes } from './recovery-codes'
import { recoveryPart } from './recovery-part'
import { TICKET_MINUTES } from './tickets'
import { time } from './time'

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
    title: 'Your devices',
    script: 'devices.js',
    body: ({
      brand,
    }) => html`<header class="bar"><div class="bar-inner">${brand}<a class="back" href="/phone">Approvals</a></div></header>
<main class="phone" data-customer="${user.sub}" data-passkeys="${passkeys.map(({ credentialId }) => credentialId).join(' ')}">
<noscript><p class="notice notice-bad">This page needs JavaScript: what you change is signed by this device.</p></noscript>
${whoIsHere(user, 'Your devices')}
<p class="lead">Each of these can approve and deny for you, with a key that never leaves it.</p>
<p class="notice notice-bad" role="alert" data-error hidden></p>
<ul class="card devices">${devices.map((device) => deviceItem(device, user.deviceId))}</ul>
${
  devices.length < DEVICES_MAX
    ? html`<button class="button button-yes" type="button" data-add>Add a device</button>`
    : html`<p class="fine">There is room for ${DEVICES_MAX} devices. Remove one to add another.</p>`
}
${ticketPanel()}
${passkeysPart(passkeys)}
${recoveryPart(codes)}
${mayThaw && thawPart()}
${pushPart(pushKey)}
${renameDialog()}
${removeDialog(devices.length === 1)}
</main>`,
  }
}

function deviceItem({ id, name, createdAt, lastUsedAt }: Device, ownId: string): Html {
  return html`<li class="device" data-id="${id}" data-name="${visible(name)}">
<div class="device-what"><bdi class="device-name">${visible(name)}</bdi>${id === ownId && html` <span class="badge">This device</span>`}
<span class="device-when">Added ${time(createdAt)}</span>
<span class="device-when">Last used ${time(lastUsedAt)}</span></div>
<div class="device-actions">
<button class="link" type="button" data-opens="rename" aria-label="Rename ${visible(name)}">Rename</button>
<button class="link link-bad" type="button" data-opens="remove" aria-label="Remove ${visible(name)}">Remove</button></div></li>`
}

function passkeysPart(passkeys: Passkey[]): Html {
  return html`<section class="passkeys" aria-labelledby="passkeys-title" data-passkeys-part>
<h2 class="heading" id="passkeys-title">Passkeys</h2>
<p class="lead">${
    passkeys.length === 0
      ? 'With a passkey, each yes also asks for your fingerprint, face or PIN. Without one, a tap is enough.'
      : 'Each yes asks for one of these, with your fingerprint, face or PIN. A no never does.'
  }</p>
${passkeys.length > 0 && html`<ul class="card devices">${passkeys.map(passkeyItem)}</ul>`}
${
  passkeys.length < PASSKEYS_MAX
    ? html`<button class="button button-no" type="button" data-add-passkey>Add a passkey</button>`
    : html`<p class="fine">There is room for ${PASSKEYS_MAX} passkeys. Remove one to add another.</p>`
}
<p class="fine" data-no-passkeys hidden>This browser cannot make passkeys.</p>
</section>`
}

function passkeyItem({ id, name, createdAt, lastUsedAt }: Passkey): Html {
  return html`<li class="device" data-passkey="${id}">
<div class="device-what"><bdi class="device-name">${visible(name)}</bdi>
<span class="device-when">Added ${time(createdAt)}</span>
<span class="device-when">Last used ${time(lastUsedAt)}</span></div>
<div class="device-actions">
<button class="link link-bad" type="button" data-remove-passkey aria-label="Remove passkey ${visible(name)}">Remove</button></div></li>`
}

function pushPart(key: string): Html {
  return html`<section class="passkeys" aria-labelledby="push-title" data-push="${key}" hidden>
<h2 class="heading" id="push-title">Notifications</h2>
<p class="lead">This device can tell you that something waits, and no more: neither what nor how much.</p>
<button class="button button-no" type="button" data-push-on hidden>Notify this device</button>
<button class="button button-no" type="button" data-push-off hidden>Stop notifying this device</button>
</section>`
}

function thawPart(): Html {
  return html`<section class="passkeys" aria-labelledby="thaw-title">
<h2 class="heading" id="thaw-title">Frozen agents</h2>
<p class="lead">If you have frozen your agents, let them ask again here, with a passkey. Each still needs your yes.</p>
<button class="button button-no" type="button" data-thaw>Let agents ask again</button>
<p class="fine" role="status" data-thawed></p>
</section>`
}

function ticketPanel(): Html {
  return html`<section class="card ticket" aria-label="Ticket" tabindex="-1" data-ticket hidden>
<h2>Open this on the other device</h2>
<p class="lead">Scan it or open the link, and sign in there. It lets one device in, once, within ${TICKET_MINUTES} minutes. Show it to nobody.</p>
<div class="ticket-picture" data-picture></div>
<p class="ticket-link"><a data-link></a></p>
<p class="fine"><span role="timer" aria-label="Time left"><span data-time></span> left</span></p>
</section>`
}

function renameDialog(): Html {
  return html`<dialog id="rename" class="card" aria-labelledby="rename-title"><form method="dialog">
<h2 id="rename-title">Rename device</h2>
<input type="hidden" name="action" value="rename"><input type="hidden" name="device">
<label for="new-name">Name</label>
<input id="new-name" name="name" required maxlength="40" autocomplete="off">
<div class="answers"><button class="button button-no" type="button" data-closes>Cancel</button>
<button class="button button-yes">Save</button></div></form></dialog>`
}

function removeDialog(isLast: boolean): Html {
  return html`<dialog id="remove" class="card" aria-labelledby="remove-title" aria-describedby="remove-text"><form method="dialog">
<h2 id="remove-title">Remove <bdi data-name></bdi>?</h2>
<p class="lead" id="remove-text">${
    isLast
      ? 'It is your last device. You will be signed out, and nothing can be approved until you sign in and enrol one again.'
      : 'From this moment on it can approve nothing, and it is signed out.'
  }</p>
<input type="hidden" name="action" value="remove"><input type="hidden" name="device">
<div class="answers"><button class="button button-no" type="button" data-closes>Keep it</button>
<button class="button button-bad">Remove</button></div></form></dialog>`
}
