// Makes this browser one of the customer's devices: the first one, one with a ticket, or one that another device lets
// in.

import {
  dropOffered,
  keepEnrolled,
  keepOffered,
  keyProof,
  loadKey,
  loadOffered,
  makeKey,
  post,
  proveKey,
} from './device-key.js'
import { words } from './words.js'

const ASK_AGAIN_MS = 1_500

const main = document.querySelector('main')
const { customer, ticket } = main.dataset
const form = main.querySelector('form[data-enrol]')
const error = main.querySelector('[data-error]')

// From here on `data-state` says what may be tapped.
delete document.documentElement.dataset.awaitsScript
start()

async function start() {
  // A browser that cannot read its keys shows the form, and says so once the button is tapped.
  const answer = await recognise().catch(() => 'refused')
  if (answer === 'proven') return enter()
  if (answer === 'unanswered') return standBack()
  const offered = await loadOffered(customer).catch(() => undefined)
  const waiting = main.querySelector('[data-waiting]')
  // The pages of a ticket and of a recovery code follow no request.
  if (offered?.requestId && waiting) await followRequest(offered)
  main.dataset.state = waiting?.hidden === false ? 'waiting' : 'ready'
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    act({ ask, enrol, recover }[form.dataset.enrol])
  })
}

/**
 * Asks the bank about each key in this browser.
 * @returns `refused` only where the bank knows none of them
 */
async function recognise() {
  for (const key of [await loadKey(customer), await loadOffered(customer)]) {
    const answer = key ? await proveKey(customer, key) : 'refused'
    if (answer !== 'refused') return answer
  }
  return 'refused'
}

/** Shows that the bank has not answered. This browser may be a device already, so the form stays hidden. */
function standBack() {
  main.dataset.state = 'unanswered'
  const section = main.querySelector('[data-unanswered]')
  section.hidden = false
  section.focus()
  main.querySelector('[data-again]').addEventListener('click', () => location.reload())
}

/** Handles the tap: offers a new key, unless the bank has come to know one of the keys in this browser. */
async function act(offer) {
  const button = form.querySelector('button')
  button.disabled = true
  complain('')
  try {
    const answer = await recognise()
    if (answer === 'proven') return enter()
    if (answer === 'unanswered') return complain(words.noAnswer)
    await offer(await makeKey(customer))
  } catch {
    complain(words.cannotKeep)
  } finally {
    button.disabled = false
  }
}

async function enrol(key) {
  const { ok, status, body } = await post('/phone/devices', {
    proof: await keyProof(key, nameOf()),
    ...(ticket && { ticket }),
  })
  if (ok) {
    await keepEnrolled(customer, key, body.device)
    return enter()
  }
  if (body.code === 'not_first' || status === 401) return location.reload()
  complain(body.message ?? words.noAnswer)
}

async function recover(key) {
  const { password, code } = form.elements
  const secrets = { password: password.value, code: code.value }
  const { ok, status, body } = await post('/phone/recover', { proof: await keyProof(key, nameOf()), ...secrets })
  if (ok) {
    await keepEnrolled(customer, key, body.device)
    return enter()
  }
  if (status === 401) return location.reload()
  complain(body.message ?? words.noAnswer)
}

async function ask(key) {
  const { ok, status, body } = await post('/phone/device-requests', { proof: await keyProof(key, nameOf()) })
  if (status === 401) return location.reload()
  if (!ok) return complain(body.message ?? words.noAnswer)
  const asked = { ...key, requestId: body.request, code: body.comparison }
  await keepOffered(customer, asked)
  await followRequest(asked)
}

/** Shows that the other device is being asked, until it answers. */
async function followRequest(key) {
  const state = await stateOf(key)
  if (state === 'enrolled') return enter()
  const waiting = main.querySelector('[data-waiting]')
  const wasWaiting = !waiting.hidden
  waiting.hidden = state !== 'waiting'
  main.querySelector('[data-ways]').hidden = state === 'waiting'
  if (state === 'waiting') {
    main.querySelector('[data-code]').textContent = key.code
    if (!wasWaiting) waiting.focus()
    setTimeout(followRequest, ASK_AGAIN_MS, key)
  } else {
    await dropOffered(customer)
    complain(words.ends[state] ?? '')
  }
}

/** The state of the request; `waiting` also where the bank does not answer. */
async function stateOf(key) {
  const response = await fetch(`/phone/device-requests/${key.requestId}`).catch(() => null)
  if (response?.status === 401) location.reload()
  const told = response?.ok ? await response.json().catch(() => null) : null
  if (told?.state !== 'allowed') return told?.state ?? 'waiting'
  const answer = await proveKey(customer, key)
  return { proven: 'enrolled', unanswered: 'waiting', refused: 'unknown' }[answer]
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
