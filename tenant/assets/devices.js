// Renames, removes and adds the customer's devices and passkeys, by orders that this device signs.

import { loadKey, post, signAction } from './device-key.js'
import { canMakePasskeys, confirmWith, isTurnedAway, makePasskey } from './passkey.js'
import { showPush, turnOff, turnOn } from './push.js'
import { localTimes, timeLeft } from './times.js'
import { words } from './words.js'

const find = (selector) => document.querySelector(selector)
const { customer, passkeys } = find('main').dataset
const key = loadKey(customer).catch(() => undefined)
const error = find('[data-error]')
const ticket = find('[data-ticket]')
/** Orders that let somebody answer for the customer, or take a passkey away: they need a passkey where there is one. */
const CONFIRMED = new Set(['ticket', 'add_passkey', 'remove_passkey', 'recovery_codes', 'thaw'])
let ticketTimer

localTimes()
showPush()
if (!canMakePasskeys()) {
  find('[data-add-passkey]')?.remove()
  find('[data-no-passkeys]').hidden = false
}
find('main').addEventListener('click', ({ target }) => {
  const open = target.closest('[data-opens]')
  if (open) show(find(`#${open.dataset.opens}`), open.closest('[data-id]'))
  if (target.closest('[data-closes]')) target.closest('dialog').close()
  if (target.closest('[data-add]')) act(target.closest('[data-add]'), addDevice)
  const makesCodes = target.closest('[data-make-codes]')
  if (makesCodes) act(makesCodes, makeCodes)
  const thaws = target.closest('[data-thaw]')
  if (thaws) act(thaws, thaw)
  const switchesPush = target.closest('[data-push-on], [data-push-off]')
  if (switchesPush) act(switchesPush, switchesPush.matches('[data-push-on]') ? notify : stopNotifying)
  if (target.closest('[data-print]')) print()
  if (target.closest('[data-kept]')) location.reload()
  const addsPasskey = target.closest('[data-add-passkey]')
  if (addsPasskey) act(addsPasskey, addPasskey)
  const removesPasskey = target.closest('[data-remove-passkey]')
  if (removesPasskey) act(removesPasskey, () => removePasskey(removesPasskey.closest('[data-passkey]').dataset.passkey))
})
for (const form of document.querySelectorAll('dialog form')) form.addEventListener('submit', submit)
delete document.documentElement.dataset.awaitsScript

/** Opens a dialog for one device. One dialog of each kind serves every device in the list. */
function show(dialog, item) {
  const { id, name } = item.dataset
  const { elements } = dialog.querySelector('form')
  elements.device.value = id
  if (elements.name) elements.name.value = name
  const named = dialog.querySelector('[data-name]')
  if (named) named.textContent = name
  dialog.showModal()
}

function submit(event) {
  event.preventDefault()
  const { action, device, name } = event.target.elements
  const dialog = event.target.closest('dialog')
  dialog.close()
  act(event.submitter, async () => {
    const order = { action: action.value, device: device.value, ...(name && { name: name.value }) }
    const { ok, body } = await sendOrder(order)
    if (ok) location.reload()
    else complain(body.message)
  })
}

async function addDevice() {
  const { ok, body } = await sendOrder({ action: 'ticket' })
  if (!ok) return complain(body.message)
  const template = document.createElement('template')
  template.innerHTML = body.picture
  find('[data-picture]').replaceChildren(template.content)
  const link = find('[data-link]')
  link.href = body.link
  link.textContent = body.link
  ticket.hidden = false
  ticket.focus()
  countDown(Date.now() + body.secondsLeft * 1000)
}

async function makeCodes() {
  const { ok, body } = await sendOrder({ action: 'recovery_codes' })
  if (!ok) return complain(body.message)
  const rows = body.codes.map((code) => {
    const row = document.createElement('li')
    row.textContent = code
    return row
  })
  find('[data-codes-list]').replaceChildren(...rows)
  find('[data-make-codes]').remove()
  find('[data-codes-left]').remove()
  const sheet = find('[data-codes]')
  sheet.hidden = false
  sheet.focus()
}

async function notify() {
  const subscription = await turnOn()
  if (!subscription) return complain(words.cannotNotify)
  const { ok, body } = await post('/phone/devices/push', { subscription: JSON.stringify(subscription) })
  if (!ok) await turnOff()
  if (!ok) return complain(body.message)
  await showPush()
}

async function stopNotifying() {
  const { ok, body } = await post('/phone/devices/push')
  if (!ok) return complain(body.message)
  await turnOff()
  await showPush()
}

async function thaw() {
  const { ok, body } = await sendOrder({ action: 'thaw' })
  if (!ok) return complain(body.message)
  find('[data-thawed]').textContent = body.message
}

async function addPasskey() {
  const offered = await post('/phone/passkeys/offer')
  if (!offered.ok) return complain(offered.body.message)
  const made = await makePasskey(offered.body.options)
  const name = find('.badge')?.closest('[data-id]').dataset.name ?? words.passkey
  const { ok, body } = await sendOrder({ action: 'add_passkey', name, ...made }, offered.body.options.challenge)
  if (ok) location.reload()
  else complain(body.message)
}

async function removePasskey(id) {
  const { ok, body } = await sendOrder({ action: 'remove_passkey', id })
  if (ok) location.reload()
  else complain(body.message)
}

function countDown(deadline) {
  clearTimeout(ticketTimer)
  const seconds = Math.ceil((deadline - Date.now()) / 1000)
  ticket.hidden = seconds <= 0
  find('[data-time]').textContent = timeLeft(seconds)
  if (seconds > 0) ticketTimer = setTimeout(countDown, 500, deadline)
}

async function sendOrder(order, challenge = undefined) {
  const held = await key
  if (!held?.deviceId) return { ok: false, body: { message: words.lostKey } }
  const confirm = (over) => (CONFIRMED.has(order.action) ? confirmWith(passkeys, over) : {})
  const signed = await signAction(held, order, confirm, challenge)
  const answer = await post(`/phone/${order.action.endsWith('passkey') ? 'passkeys' : 'devices'}/${order.action}`, {
    signed,
  })
  if (answer.status === 401) location.reload()
  return answer
}

async function act(button, work) {
  button.disabled = true
  complain('')
  try {
    await work()
  } catch (failure) {
    complain(isTurnedAway(failure) ? words.notConfirmed : words.cannotSign)
  } finally {
    button.disabled = false
  }
}

function complain(text = words.noAnswer) {
  error.textContent = text
  error.hidden = text === ''
}
