// Keeps the phone's page up to date, and signs the customer's answers with this device's key.

import { leadToAsked } from './asked.js'
import { showsItsDocument } from './card.js'
import { agreeOnCodes } from './code-key.js'
import { loadKey, post, signAnswer } from './device-key.js'
import { sendDeviceAnswer, updateDeviceRequests } from './device-requests.js'
import { confirmDisplayed, isTurnedAway } from './passkey.js'
import { printable, UNPRINTABLE } from './printable.js'
import { registerWorker } from './push.js'
import { settleAfterChanges } from './settling.js'
import { localTimes, timeLeft } from './times.js'
import { words } from './words.js'

const RECONNECT_MS = 2_000
const HURRY_SECONDS = 30
const TOAST_MS = 6_000
/** The bank's codes that end a request. After any other code, or no answer, the request can be answered again. */
const FINAL = new Set([
  ...['approved', 'denied', 'allowed', 'refused'],
  ...['no_room', 'unknown', 'answered', 'withdrawn', 'expired'],
])

const find = (selector) => document.querySelector(selector)
const requests = find('[data-requests]')
const deviceRequests = find('[data-device-requests]')
const history = find('[data-history]')
const heard = find('[data-heard]')
const toast = find('[data-toast]')

/**
 * The time at which each card ends, by the wall clock, which goes on while the phone sleeps. A wrong clock does no
 * harm: the next news from the bank corrects the time left.
 */
const deadlines = new WeakMap()
const { customer, device, codeKey } = find('main').dataset
const key = loadKey(customer).catch(() => undefined)
/** The requests that this page has shown. */
const seen = new Set(Array.from(requests.children, (card) => card.dataset.id))
let toastTimer

settleAfterChanges(find('main'), [requests, deviceRequests])
for (const card of requests.children) startClock(card, card.dataset.secondsLeft)
localTimes()
setInterval(tick, 500)
requests.addEventListener('submit', answer)
requests.addEventListener('change', showWords)
deviceRequests.addEventListener('click', answerOtherDevice)
delete document.documentElement.dataset.awaitsScript
connect()

/** Agrees with the bank on the key for codes, so that this device can say yes without a connection. Without it all else works. */
async function prepareCodes() {
  const held = passkeys() === '' && (await heldKey())
  if (held) await agreeOnCodes(customer, held, codeKey).catch(() => {})
}

function connect() {
  const source = new EventSource('/phone/events')
  source.addEventListener('open', () => showConnection('live', words.upToDate))
  source.addEventListener('requests', (event) => update(JSON.parse(event.data)))
  source.addEventListener('clocks', (event) => setClocks(JSON.parse(event.data)))
  source.addEventListener('signed-out', () => {
    source.close()
    location.reload()
  })
  source.addEventListener('error', () => {
    showConnection('lost', words.connectionLost)
    // Browsers retry a broken stream by themselves, but give up after an error status.
    if (source.readyState === EventSource.CLOSED) setTimeout(reconnect, RECONNECT_MS)
  })
}

async function reconnect() {
  const answered = await fetch('/phone/events', { method: 'HEAD' }).catch(() => null)
  // Status 204: nobody is signed in here any more, and reloading shows the sign-in.
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

/** Brings the list up to date. Cards that stay are left alone, so that no button moves under a thumb. */
function update(snapshot) {
  Object.assign(find('main').dataset, { passkeys: snapshot.passkeys, paying: snapshot.paying })
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
    seen.add(card.dataset.id)
  }
  // Said aloud and not shown: a banner would push the buttons away under a thumb.
  if (arrived.length > 0) heard.textContent = `${words.newRequest}: ${arrived.map(amountOf).join(', ')}`
  if (updateDeviceRequests(deviceRequests, parse(snapshot.deviceRequests), leave) > 0) {
    heard.textContent = words.deviceAsks
  }
  sayNews(parse(snapshot.past).children)
  history.replaceChildren(...parse(snapshot.past).children)
  localTimes()
  showEmptiness()
}

/** The amount of a past transfer; the message of any other past request. */
function nameOfPast(item) {
  return item.querySelector('.past-amount').textContent || item.querySelector('.past-payee').textContent
}

function parse(markup) {
  const template = document.createElement('template')
  template.innerHTML = markup
  return template.content
}

function startClock(card, secondsLeft) {
  deadlines.set(card, Date.now() + Number(secondsLeft) * 1000)
}

/** Sets the clocks to the seconds left that the bank reports. Between two snapshots nothing else changes. */
function setClocks(secondsLeft) {
  for (const card of requests.children) {
    const seconds = secondsLeft[card.dataset.id]
    if (seconds !== undefined) startClock(card, seconds)
  }
}

/** Tells the outcome of each request that this page has shown, once. */
function sayNews(past) {
  const before = new Map(Array.from(history.children, ({ dataset }) => [dataset.id, dataset.state]))
  for (const item of past) {
    const { id, state } = item.dataset
    const isNews = before.get(id) !== state && (seen.has(id) || before.get(id) === 'yes')
    if (isNews && words.news[state]) say(`${nameOfPast(item)}: ${words.news[state]}`)
  }
}

function leave(card, hadFocus = focusIn(card) !== null) {
  card.remove()
  if (hadFocus) find('h1').focus({ preventScroll: true })
}

function showEmptiness() {
  find('[data-empty]').hidden = requests.children.length + deviceRequests.children.length > 0
  history.hidden = history.children.length === 0
  find('[data-no-history]').hidden = !history.hidden
}

function tick() {
  for (const card of requests.children) {
    const seconds = Math.max(0, Math.ceil((deadlines.get(card) - Date.now()) / 1000))
    card.querySelector('[data-time]').textContent = seconds > 0 ? timeLeft(seconds) : words.noTime
    card.querySelector('progress').value = seconds
    card.toggleAttribute('data-hurry', seconds <= HURRY_SECONDS)
    if (card.getAttribute('aria-busy') !== 'true') enable(card, seconds > 0)
  }
}

async function answer(event) {
  event.preventDefault()
  const card = event.target.closest('section')
  if (card.getAttribute('aria-busy') === 'true') return
  const focused = focusIn(card)
  card.setAttribute('aria-busy', 'true')
  enable(card, false)
  const { status, body } = await orRefusal(send(card, event.submitter.value))
  card.removeAttribute('aria-busy')
  conclude(card, status, body, focused)
}

/** Turns an error while signing into a refusal, so that the card's buttons work again. */
function orRefusal(sending) {
  return sending.catch((error) => refusal(isTurnedAway(error) ? words.notConfirmed : words.cannotSign))
}

/** What of this card has the focus. Its buttons lose it while the answer is on its way. */
function focusIn(card) {
  const { activeElement } = document
  return card.contains(activeElement) ? activeElement : null
}

/** Removes the card of a request that has ended; otherwise says on the card why it stays, and gives it the focus back. */
function conclude(card, status, { code, message }, focused) {
  if (status === 401) return location.reload()
  if (!FINAL.has(code)) {
    enable(card, true)
    if (document.activeElement === document.body) focused?.focus({ preventScroll: true })
    return complain(card, message ?? words.noAnswer)
  }
  const amount = card.querySelector('[data-shows="amount"]')
  say(amount ? `${amount.textContent}: ${message}` : message)
  leave(card, focused !== null)
  showEmptiness()
}

/** Signs and sends the answer to this card's request. Signs nothing unless the card shows exactly its document. */
async function send(card, decision) {
  if (!showsItsDocument(card)) return refusal(words.notTheDocument)
  const held = await heldKey()
  if (!held) return refusal(words.lostKey)
  const reason = decision === 'denied' ? reasonOf(card) : undefined
  const { id: request, displayed } = card.dataset
  const confirmed = decision === 'approved' ? await confirmDisplayed(find('main').dataset, displayed) : {}
  const signed = await signAnswer(held, 'answer+jwt', {
    request,
    answer: decision,
    ...(reason && { reason }),
    displayed,
    ...confirmed,
  })
  return post(`/phone/requests/${request}`, { signed })
}

/** The ids of the customer's passkeys, which a yes needs one of. */
const passkeys = () => find('main').dataset.passkeys

/** This device's key, if the browser still holds it. */
async function heldKey() {
  const held = await key
  return held?.deviceId === device ? held : undefined
}

function refusal(message) {
  return { ok: false, status: 0, body: { code: 'not_signed', message } }
}

/** The reason for a no, where the customer chose one before the tap. */
function reasonOf(card) {
  const { reason, words: written } = card.querySelector('form').elements
  if (reason.value !== 'other') return reason.value ? { code: reason.value } : undefined
  // Characters that the bank would refuse are dropped here, because the bank takes the words whole or not at all.
  const text = printable(written.value.replace(UNPRINTABLE, ' '))
  return text ? { code: 'other', text } : undefined
}

function showWords({ target }) {
  if (target.name !== 'reason') return
  const { words: field } = target.form.elements
  field.hidden = target.value !== 'other'
  if (!field.hidden) field.focus()
}

async function answerOtherDevice({ target }) {
  if (!target.dataset.answer) return
  const card = target.closest('section')
  const focused = focusIn(card)
  enable(card, false)
  const held = await heldKey()
  const answered = held
    ? await orRefusal(sendDeviceAnswer(card, target.dataset.answer, held, passkeys()))
    : refusal(words.lostKey)
  conclude(card, answered.status, answered.body, focused)
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
  return card.querySelector('[data-shows="amount"], [data-shows="message"]').textContent
}

/** Says it for some seconds. An amount and its currency stay on one line. */
function say(text) {
  toast.textContent = text.replace(/(\d) (?=[A-Z]{3}\b)/g, '$1\u00a0')
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => toast.replaceChildren(), TOAST_MS)
}

// Installing needs it (assets/worker.js). Without it, as in some private windows, the page works as well.
registerWorker()?.catch(() => {})
leadToAsked(requests)
void prepareCodes()
