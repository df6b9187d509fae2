// Lets the browser be told that something waits (Push API), where it can and the customer wants it.

import { language } from './words.js'

const find = (selector) => document.querySelector(selector)

/** Shows the button that fits, or nothing where the browser has no notifications. */
export async function showPush() {
  const part = find('[data-push]')
  if (!('PushManager' in globalThis) || !('Notification' in globalThis)) return
  const subscription = await subscribed().catch(() => undefined)
  if (subscription === undefined) return
  find('[data-push-on]').hidden = subscription !== null
  find('[data-push-off]').hidden = subscription === null
  part.hidden = false
}

/**
 * Asks the customer's leave and subscribes.
 * @returns the subscription, for the bank; undefined where the customer or the browser said no
 */
export async function turnOn() {
  if ((await Notification.requestPermission()) !== 'granted') return undefined
  const { pushManager } = await worker()
  const applicationServerKey = find('[data-push]').dataset.push
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }).catch(() => undefined)
}

export async function turnOff() {
  await (await subscribed())?.unsubscribe()
}

async function subscribed() {
  return (await worker()).pushManager.getSubscription()
}

async function worker() {
  await registerWorker()
  return navigator.serviceWorker.getRegistration('/phone')
}

/** Registers the service worker (assets/worker.js). Its address tells it the language of what it shows. */
export function registerWorker() {
  return navigator.serviceWorker?.register(`/assets/worker.js?language=${language}`, { scope: '/phone' })
}
