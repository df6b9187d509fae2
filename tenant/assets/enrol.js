// Makes this browser one of the customer's devices: the first one, one with a ticket, or one that another lets in.

import { keepKey, keyProof, loadKey, makeKey, post, proveKey } from './device-key.js'

const ASK_AGAIN_MS = 1_500
const ENDS = {
  refused: 'Your other device refused, or there is no room for one more.',
  expired: 'Nobody answered on your other device in time. You can ask again.',
  unknown: 'The request is gone. You can ask again.',
}

const main = document.querySelector('main')
const { customer, ticket } = main.dataset
const form = main.querySelector('form[data-enrol]')
const error = main.querySelector('[data-error]')

start()

async function start() {
  const key = await loadKey(customer).catch(() => undefined)
  if (key && (await proveKey(customer, key))) return enter()
  if (key?.requestId) await followRequest(key)
  main.dataset.state = main.querySelector('[data-waiting]:not([hidden])') ? 'waiting' : 'ready'
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    act(form.dataset.enrol === 'ask' ? ask : enrol)
  })
}

async function act(work) {
  const button = form.querySelector('button')
  button.disabled = true
  complain('')
  await work().catch(() => complain('This browser cannot keep a key here. A private window may be why.'))
  button.disabled = false
}

async function enrol() {
  const key = await makeKey(customer)
  const { ok, status, body } = await post('/phone/devices', {
    proof: await keyProof(key, nameOf()),
    ...(ticket && { ticket }),
  })
  if (ok) {
    await keepKey(customer, { ...key, deviceId: body.device })
    return enter()
  }
  if (body.code === 'not_first' || status === 401) return location.reload()
  complain(body.message ?? 'The bank did not answer. Please try again.')
}

async function ask() {
  const key = await makeKey(customer)
  const { ok, status, body } = await post('/phone/device-requests', { proof: await keyProof(key, nameOf()) })
  if (status === 401) return location.reload()
  if (!ok) return complain(body.message ?? 'The bank did not answer. Please try again.')
  const asked = { ...key, requestId: body.request, code: body.comparison }
  await keepKey(customer, asked)
  await followRequest(asked)
}

/** Shows that the other device is asked, until it answers. */
async function followRequest(key) {
  const response = await fetch(`/phone/device-requests/${key.requestId}`).catch(() => null)
  if (response?.status === 401) return location.reload()
  const { state } = (await response?.json().catch(() => null)) ?? { state: 'waiting' }
  if (state === 'allowed' && (await proveKey(customer, key))) return enter()
  const waiting = main.querySelector('[data-waiting]')
  const wasWaiting = !waiting.hidden
  waiting.hidden = state !== 'waiting'
  main.querySelector('[data-ways]').hidden = state === 'waiting'
  if (state === 'waiting') {
    main.querySelector('[data-code]').textContent = key.code
    if (!wasWaiting) waiting.focus()
    setTimeout(followRequest, ASK_AGAIN_MS, key)
  } else {
    await keepKey(customer, { privateKey: key.privateKey, publicJwk: key.publicJwk })
    complain(ENDS[state] ?? '')
  }
}

function enter() {
  location.replace('/phone')
}

function nameOf() {
  return form.elements.name.value
}

function complain(text) {
  error.textContent = text
  error.hidden = text === ''
}
