// Shows, on an enrolled device, the browsers that ask to become a device too.

import { post, signAnswer } from './device-key.js'
import { confirmWith, hashOf } from './passkey.js'

/** Brings the list up to date. Cards that stay are left alone, so that no button moves under a thumb. */
export function updateDeviceRequests(list, fresh, leave) {
  const known = new Set(Array.from(list.children, (card) => card.dataset.id))
  const wanted = new Set(Array.from(fresh.children, (card) => card.dataset.id))
  for (const card of [...list.children]) if (!wanted.has(card.dataset.id)) leave(card)
  const arrived = [...fresh.children].filter((card) => !known.has(card.dataset.id))
  list.append(...arrived)
  return arrived.length
}

/** Signs and sends the answer to a browser that asks to become a device. */
export async function sendDeviceAnswer(card, answer, key, passkeys) {
  const { id: request, thumbprint } = card.dataset
  const challenge = await hashOf(JSON.stringify([request, thumbprint]))
  const confirmed = answer === 'allowed' ? await confirmWith(passkeys, challenge) : {}
  const signed = await signAnswer(key, 'device-answer+jwt', { request, answer, thumbprint, ...confirmed })
  return post(`/phone/device-requests/${request}`, { signed })
}
