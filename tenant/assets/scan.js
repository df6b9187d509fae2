// The phone without a connection: reads a request from the computer's QR code, shows it, and answers a yes with a code.

import { canLook, lookFor } from './camera.js'
import { showsItsDocument } from './card.js'
import { grouped } from './code-letters.js'
import { loadCodeKey } from './device-key.js'
import { codeOf, readCodeText } from './offline-code.js'
import { cardOf } from './scanned-card.js'
import { settleAfterChanges } from './settling.js'
import { localTimes } from './times.js'
import { words } from './words.js'

/** The package `qr`, as it is. */
const READER = '/assets/qr/decode.js'
/** Pixels of a picture's longer side in which the code is looked for: a camera's own are too many to look through. */
const SIDE_MAX = 1_600
/** How long a picture is looked through. */
const LOOK_MS_MAX = 4_000
const TEXT_MAX = 4_000

const find = (selector) => document.querySelector(selector)
const requests = find('[data-requests]')
const shown = find('[data-code-shown]')
/** What the card on the screen was read from. */
let text
/** Ends the look through the camera that is going on. */
let looking = new AbortController()

settleAfterChanges(find('main'), [requests])
find('[data-picture]').addEventListener('change', readPicture)
find('[data-look]').hidden = !canLook()
find('[data-look]').addEventListener('click', look)
find('[data-stop]').addEventListener('click', () => looking.abort())
document.addEventListener('visibilitychange', () => document.hidden && looking.abort())
find('[data-paste]').addEventListener('submit', (event) => {
  event.preventDefault()
  void read(find('[data-pasted]').value.trim())
})
requests.addEventListener('submit', answer)
delete document.documentElement.dataset.awaitsScript

/** Looks through the camera. A tap on its button ends it, and so does another page. */
async function look() {
  clear()
  looking = new AbortController()
  const { signal } = looking
  showCamera(true)
  const found = await lookFor(find('[data-player]'), signal).catch(() => null)
  showCamera(false)
  if (found) return read(found)
  find('[data-look]').focus()
  if (found === null) complain(words.noCamera)
  else if (!signal.aborted) complain(words.notSeen)
}

function showCamera(isOn) {
  find('[data-camera]').hidden = !isOn
  find('[data-scan-ways]').hidden = isOn
  if (isOn) find('[data-stop]').focus()
}

async function readPicture({ target }) {
  const [file] = target.files
  // The same picture can be chosen again.
  target.value = ''
  if (!file) return
  clear()
  find('main').setAttribute('aria-busy', 'true')
  const found = await textIn(file).catch(() => undefined)
  find('main').removeAttribute('aria-busy')
  if (found === undefined) return complain(words.notFound)
  await read(found)
}

/** The text of the QR code in a picture. */
async function textIn(file) {
  const { decodeQR } = await import(READER)
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, SIDE_MAX / Math.max(picture.width, picture.height))
  const [width, height] = [picture.width, picture.height].map((side) => Math.round(side * scale))
  const context = new OffscreenCanvas(width, height).getContext('2d')
  context.drawImage(picture, 0, 0, width, height)
  return decodeQR(context.getImageData(0, 0, width, height), { effort: 4, timeLimit: LOOK_MS_MAX })
}

/** Shows what a code says. Its card is as good as its code: the tenant takes none for a text that it has not written itself. */
async function read(found) {
  clear()
  const said = found.length <= TEXT_MAX ? readCodeText(found) : undefined
  const card = said && drawn(said)
  if (!card) return complain(words.notOurs)
  const kept = await loadCodeKey(said.customer).catch(() => undefined)
  if (!kept) return complain(words.noKey)
  text = found
  requests.replaceChildren(card)
  localTimes()
  find('[data-start]').hidden = true
  card.tabIndex = -1
  card.focus()
}

function drawn(said) {
  try {
    return cardOf(said)
  } catch {
    return undefined
  }
}

async function answer(event) {
  event.preventDefault()
  const card = event.target.closest('section')
  if (event.submitter.value === 'denied') {
    start()
    return complain(words.notApproved)
  }
  const { customer } = readCodeText(text)
  const kept = await loadCodeKey(customer)
  if (!showsItsDocument(card)) return complain(words.notTheDocument)
  find('[data-code]').textContent = grouped(await codeOf(kept.codeKey, text))
  requests.replaceChildren()
  shown.hidden = false
  shown.focus()
}

/** Back to where a code is scanned. */
function start() {
  clear()
  find('[data-start]').hidden = false
  find('h1').focus()
}

function clear() {
  requests.replaceChildren()
  shown.hidden = true
  find('[data-code]').replaceChildren()
  complain('')
}

function complain(text) {
  const notice = find('[data-error]')
  notice.textContent = text
  notice.hidden = text === ''
}
