import { visible } from '../assets/printable.js'
import { deviceRequestCard } from '../devices/device-request-card'
import { type DeviceRequest, listDeviceRequests } from '../devices/device-requests'
import { listPasskeys } from '../devices/passkeys'
import { time } from '../devices/time'
import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import { languageLinks, type Page } from '../pages/layout'
import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'
import { listPast, listPending, type PastApproval, type PendingApproval } from './approvals'
import { approvalCard, pastItem } from './card'
import type { DeviceUser } from './sessions'

/** The content of the phone page on an enrolled device. */
export interface PhoneContent {
  pending: PendingApproval[]
  deviceRequests: DeviceRequest[]
  past: PastApproval[]
  /** The authenticators' ids of the customer's passkeys: a yes needs one of them. */
  passkeys: string[]
  /** Those of them that this device's browser asks for in its own payment dialogue. */
  paying: string[]
}

/** Reads the content that this customer's devices show now. */
export async function readPhone(sql: Sql, user: DeviceUser): Promise<PhoneContent> {
  const [pending, deviceRequests, past, passkeys] = await Promise.all([
    listPending(sql, user),
    listDeviceRequests(sql, user.sub),
    listPast(sql, user.sub),
    listPasskeys(sql, user.sub),
  ])
  const own = passkeys.filter(({ payment, addedBy }) => payment && addedBy === user.deviceId)
  const ids = (some: typeof passkeys) => some.map(({ credentialId }) => credentialId)
  return { pending, deviceRequests, past, passkeys: ids(passkeys), paying: ids(own) }
}

/**
 * The phone page of a customer who is signed in on an enrolled device.
 * @param codeKey the id of the key that the device has for codes; empty for none
 */
export function phonePage(
  user: DeviceUser,
  content: PhoneContent,
  { codeKey, notice }: { codeKey: string; notice?: string | undefined },
): Page {
  const { pending, deviceRequests, past, passkeys, paying } = content
  return {
    title: ({ phone }) => phone.title,
    script: 'phone.js',
    installs: true,
    features: ['payment'],
    body: (house) => {
      const { phone } = house.words
      return html`<header class="bar"><div class="bar-inner">${house.brand}
<span class="connection" role="status" data-connection data-state="connecting"><span data-connection-text>${phone.connecting}</span></span>
</div><p class="toast" role="status" data-toast>${notice}</p></header>
<main class="phone" data-customer="${user.sub}" data-device="${user.deviceId}" data-code-key="${codeKey}" data-passkeys="${passkeys.join(' ')}" data-paying="${paying.join(' ')}">
<noscript><p class="notice notice-bad">${phone.needsScript}</p></noscript>
${whoIsHere(user, phone.title, house)}
${recoveryNotice(user, house)}
<h2 class="heading">${phone.waiting}</h2>
<div class="requests" data-requests>${pending.map((each) => approvalCard(each, house))}</div>
<div class="card empty" data-empty ${pending.length + deviceRequests.length > 0 && html`hidden`}><svg viewBox="0 0 48 48" aria-hidden="true">
<path d="M24 5 40 11v12c0 10-6.6 17.2-16 20C14.600 40.200 8 33 8 23V11z"></path><path d="m17 24 5 5 9.500-10"></path></svg>
<p class="empty-title">${phone.nothingWaits}</p>
<p>${house.nothingWaits}</p></div>
<div class="requests" data-device-requests>${deviceRequests.map((each) => deviceRequestCard(each, house))}</div>
<h2 class="heading">${phone.earlier}</h2>
<ul class="card history" data-history ${past.length === 0 && html`hidden`}>${past.map((each) => pastItem(each, user.name, house))}</ul>
<p class="fine" data-no-history ${past.length > 0 && html`hidden`}>${phone.noHistory}</p>
<p class="fine"><a href="/phone/devices">${phone.links.devices}</a> · <a href="/phone/scan">${phone.links.scan}</a>${house.freeze && html` · <a href="${house.freeze}">${phone.links.freeze}</a>`}${house.mandates && html` · <a href="${house.mandates}">${phone.links.mandates}</a>`}</p>
${languageLinks(house, '/phone')}
</main>
<p class="heard" role="status" data-heard></p>`
    },
  }
}

function recoveryNotice({ recoveredAt }: DeviceUser, { freeze, words: { phone } }: House) {
  if (!recoveredAt) return undefined
  return html`<p class="notice">${phone.recovered(time(recoveredAt))}${freeze && html` ${phone.stillFrozen(freeze)}`}</p>`
}

/** The head of every page of a signed-in customer. */
export function whoIsHere(user: TenantUser, heading: string, { words }: House): Html {
  return html`<div class="who"><span class="avatar" aria-hidden="true">${initials(visible(user.name))}</span>
<div class="who-text"><h1 tabindex="-1">${heading}</h1><p><bdi>${visible(user.name)}</bdi></p></div>
<form method="post" action="/phone/sign-out"><button class="link">${words.phone.signOut}</button></form></div>`
}

/** The markup by which an open page brings itself up to date. */
export function snapshot(
  { pending, deviceRequests, past, passkeys, paying }: PhoneContent,
  { name }: TenantUser,
  house: House,
): Record<keyof PhoneContent, string> {
  return {
    pending: html`${pending.map((each) => approvalCard(each, house))}`.markup,
    deviceRequests: html`${deviceRequests.map((each) => deviceRequestCard(each, house))}`.markup,
    past: html`${past.map((each) => pastItem(each, name, house))}`.markup,
    passkeys: passkeys.join(' '),
    paying: paying.join(' '),
  }
}

function initials(name: string): Html {
  const words = name.split(/\s+/).map((word) => [...word][0] ?? '')
  return html`${words.slice(0, 2).join('').toUpperCase()}`
}
