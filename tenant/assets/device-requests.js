// Browsers that ask to be let in, on a device that may say yes.

import { post, signAnswer } from './device-key.js'

/** Takes over what the server knows; cards that stay are left alone, so that nothing moves under a thumb. */
export function updateDeviceRequests(list, fresh) {
  const known = new Set(Array.from(list.children, (card) => card.dataset.id))
  const wanted = new Set(Array.from(fresh.children, (card) => card.dataset.id))
  for (const card of [...list.children]) if (!wanted.has(card.dataset.id)) card.remove()
  const arrived = [...fresh.children].filter((card) => !known.has(card.dataset.id))
  list.append(...arrived)
  return arrived.length
}

/** Answers the request whose button was tapped. @returns words for the customer, or undefined */
export async function answerDeviceRequest(button, key) {
  const card = button.closest('section')
  for (const each of card.querySelectorAll('button')) each.disabled = true
  const { id: request, thumbprint } = card.dataset
  const answer = { request, answer: button.dataset.answer, thumbprint }
  const signed = await signAnswer(key, 'device-answer+jwt', answer)
  const { status, body } = await post(`/phone/device-requests/${request}`, { signed })
  if (status === 401) location.reload()
  if (status !== undefined) card.remove()
  else for (const each of card.querySelectorAll('button')) each.disabled = false
  return body.message ?? 'The bank did not answer. Please try again.'
}
