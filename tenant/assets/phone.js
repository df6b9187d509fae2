// Keeps the phone's page up to date, and signs the answers with this device's key.

import { showsItsDocument } from './card.js'
import { loadKey, post, signAnswer } from './device-key.js'
import { sendDeviceAnswer, updateDeviceRequests } from './device-requests.js'
import { settleAfterChanges } from './settling.js'
import { localTimes, timeLeft } from './times.js'

const RECONNECT_MS = 2_000
const HURRY_SECONDS = 30
const TOAST_MS = 6_000
const LOST_KEY = 'This device has lost its key. Sign out, and in again.'
/** The bank's last words on a request. After any others, and after none, it can be answered again. */
const FINAL = new Set(['approved', 'denied', 'allowed', 'refused', 'no_room', 'unknown', 'answered', 'expired'])

const find = (selector) => document.querySelector(selector)
const requests = find('[data-requests]')
const deviceRequests = find('[data-device-requests]')
const history = find('[data-history]')
const heard = find('[data-heard]')
const toast = find('[data-toast]')

/**
 * When each card's time is up, by the clock that goes on while the phone sleeps. That it may be wrong is no harm, and
 * where it is set meanwhile, the next news puts it right.
 */
const deadlines = new WeakMap()
const { customer, device } = find('main').dataset
const key = loadKey(customer).catch(() => undefined)
let toastTimer

settleAfterChanges(find('main'), [requests, deviceRequests])
for (const card of requests.children) startClock(card, card.dataset.secondsLeft)
localTimes()
setInterval(tick, 500)
requests.addEventListener('submit', answer)
requests.addEventListener('change', showWords)
deviceRequests.addEventListener('click', answerOtherDevice)
connect()

function connect() {
  const source = new EventSource('/phone/events')
  source.addEventListener('open', () => showConnection('live', 'Up to date'))
  source.addEventListener('requests', (event) => update(JSON.parse(event.data)))
  source.addEventListener('signed-out', () => {
    source.close()
    location.reload()
  })
  source.addEventListener('error', () => {
    showConnection('lost', 'Connection lost, retrying…')
    // Browsers retry a broken line by themselves, but give up on an error answer.
    if (source.readyState === EventSource.CLOSED) setTimeout(reconnect, RECONNECT_MS)
  })
}

async function reconnect() {
  const answered = await fetch('/phone/events', { method: 'HEAD' }).catch(() => null)
  // No content: nobody is signed in here any more, and the page that says so is the sign-in.
  if (answered?.status === 204) location.reload()
  else if (answered?.ok) connect()
  else setTimeout(reconnect, RECONNECT_MS)
}

function showConnection(state, text) {
  const shown = find('[data-connection]')
  if (shown.dataset.state === state) return
  shown.dataset.state = state
  find('[data-connection-text]').textContent = text
}

/** Takes over what the server knows. Cards that stay are left alone, so that nothing moves under a thumb. */
function update(snapshot) {
  const fresh = parse(snapshot.pending)
  const known = new Map([...requests.children].map((card) => [card.dataset.id, card]))
  const arrived = [...fresh.children].filter((card) => !known.has(card.dataset.id))
  for (const { dataset } of fresh.children) {
    if (known.has(dataset.id)) startClock(known.get(dataset.id), dataset.secondsLeft)
    known.delete(dataset.id)
  }
  for (const card of known.values()) leave(card)
  for (const card of arrived) {
    card.dataset.new = ''
    requests.append(card)
    startClock(card, card.dataset.secondsLeft)
  }
  // Said aloud and not shown: a banner would push the buttons away under a thumb.
  if (arrived.length > 0) heard.textContent = `New request: ${arrived.map(amountOf).join(', ')}`
  if (updateDeviceRequests(deviceRequests, parse(snapshot.deviceRequests)) > 0) {
    heard.textContent = 'Another device asks to answer for you'
  }
  history.replaceChildren(...parse(snapshot.past).children)
  localTimes()
  showEmptiness()
}

function parse(markup) {
  const template = document.createElement('template')
  template.innerHTML = markup
  return template.content
}

function startClock(card, secondsLeft) {
  deadlines.set(card, Date.now() + Number(secondsLeft) * 1000)
}

function leave(card) {
  const hadFocus = card.contains(document.activeElement)
  card.remove()
  if (hadFocus) find('h1').focus()
}

function showEmptiness() {
  find('[data-empty]').hidden = requests.children.length > 0
  history.hidden = history.children.length === 0
  find('[data-no-history]').hidden = !history.hidden
}

function tick() {
  for (const card of requests.children) {
    const seconds = Math.max(0, Math.ceil((deadlines.get(card) - Date.now()) / 1000))
    card.querySelector('[data-time]').textContent = timeLeft(seconds)
    card.querySelector('progress').value = seconds
    card.toggleAttribute('data-hurry', seconds <= HURRY_SECONDS)
    if (card.getAttribute('aria-busy') !== 'true') enable(card, seconds > 0)
  }
}

async function answer(event) {
  event.preventDefault()
  const card = event.target.closest('section')
  if (card.getAttribute('aria-busy') === 'true') return
  card.setAttribute('aria-busy', 'true')
  enable(card, false)
  const { ok, status, body } = await send(card, event.submitter.value)
  card.removeAttribute('aria-busy')
  conclude(card, status, body, ok ? `${amountOf(card)}: ${body.message}` : body.message)
}

/** Takes the card away where the bank has said its last word on it; else says what keeps it there. */
function conclude(card, status, { code, message }, words = message) {
  if (status === 401) return location.reload()
  if (!FINAL.has(code)) {
    enable(card, true)
    return complain(card, message ?? 'The bank did not answer. Please try again.')
  }
  say(words)
  leave(card)
  showEmptiness()
}

/** Signs the answer to what this card shows, and sends it. Signs nothing that is not on the screen as it should be. */
async function send(card, decision) {
  if (!showsItsDocument(card)) return refusal('What is shown is not what was asked for. Reload this page.')
  const held = await heldKey()
  if (!held) return refusal(LOST_KEY)
  const reason = decision === 'denied' ? reasonOf(card) : undefined
  const { id: request, displayed } = card.dataset
  const signed = await signAnswer(held, 'answer+jwt', {
    request,
    answer: decision,
    ...(reason && { reason }),
    displayed,
  })
  return post(`/phone/requests/${request}`, { signed })
}

/** This device's key, if the browser has kept it. */
async function heldKey() {
  const held = await key
  return held?.deviceId === device ? held : undefined
}

function refusal(message) {
  return { ok: false, status: 0, body: { code: 'not_signed', message } }
}

/** Why not, where the customer said so before the tap. */
function reasonOf(card) {
  const { reason, words } = card.querySelector('form').elements
  if (reason.value !== 'other') return reason.value ? { code: reason.value } : undefined
  // What the bank would not print is left out here: it takes the words whole, or none of them.
  const text = words.value
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/(?!\u200D)[\p{Cf}\u115F\u1160\u3164\uFFA0]/gu, '')
    .trim()
  return text ? { code: 'other', text } : undefined
}

function showWords({ target }) {
  if (target.name !== 'reason') return
  const { words } = target.form.elements
  words.hidden = target.value !== 'other'
  if (!words.hidden) words.focus()
}

async function answerOtherDevice({ target }) {
  if (!target.dataset.answer) return
  const card = target.closest('section')
  enable(card, false)
  const held = await heldKey()
  const { status, body } = held ? await sendDeviceAnswer(card, target.dataset.answer, held) : refusal(LOST_KEY)
  conclude(card, status, body)
}

function enable(card, enabled) {
  for (const button of card.querySelectorAll('button')) button.disabled = !enabled
}

function complain(card, text) {
  toast.replaceChildren()
  card.querySelector('.error')?.remove()
  const error = document.createElement('p')
  error.className = 'error'
  error.setAttribute('role', 'alert')
  error.textContent = text
  card.append(error)
}

function amountOf(card) {
  return card.querySelector('[data-shows="amount"]').textContent
}

function say(text) {
  toast.textContent = text
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => toast.replaceChildren(), TOAST_MS)
}
