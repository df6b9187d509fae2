// Draws a request that a phone without a connection has read, by the card that the tenant itself has drawn as a template.

import { textsOf } from './card.js'
import { formatMoney } from './money.js'
import { visible } from './printable.js'
import { clockAt } from './times.js'
import { language, words } from './words.js'

/**
 * The card of a transfer.
 * @param read what a QR code said; anybody may have made it
 * @returns undefined for anything that no card shows
 */
export function cardOf(read) {
  const texts = textsOf(read.displayed)
  const card = texts && templateFor(read.actor).content.cloneNode(true).firstElementChild
  if (!card) return undefined
  card.dataset.id = read.request
  card.dataset.displayed = read.displayed
  setText(card.querySelector('.asks bdi'), read.actor?.name ?? read.askedBy)
  for (const element of card.querySelectorAll('[data-shows]')) {
    const { shows } = element.dataset
    if (shows === 'amount') element.textContent = formatMoney(texts.amount, texts.currency, language)
    else if (shows in texts) element.textContent = texts[shows]
    // Of a card's texts the memo alone may be missing.
    else element.closest('.said').remove()
  }
  const [name, host] = card.querySelectorAll('[data-asked-by] bdi')
  if (name) setText(name, read.actor.name)
  if (host) setText(host, read.actor.host)
  drawMarks(card, read.marks)
  for (const element of card.querySelectorAll('.time-bar, .reason')) element.remove()
  const time = card.querySelector('.time')
  time.removeAttribute('role')
  time.removeAttribute('aria-label')
  time.textContent = `${words.until} ${clockAt(new Date(read.until))}`
  return card
}

function templateFor(actor) {
  const kind = actor === null ? 'itself' : `${actor.profile}${actor.host === null ? '' : '-host'}`
  return document.querySelector(`template[data-card="${CSS.escape(kind)}"]`)
}

/** The marks that the tenant made, each by the template's own mark of its kind. */
function drawMarks(card, marks) {
  const list = card.querySelector('.marks')
  const drawn = marks.map((mark) => {
    const item = list.querySelector(`[data-mark="${CSS.escape(mark.kind)}"]`).cloneNode(true)
    if (mark.name !== undefined) setText(item.querySelector('bdi'), mark.name)
    if (mark.at !== undefined) item.querySelector('time').dateTime = new Date(mark.at).toISOString()
    return item
  })
  if (drawn.length > 0) list.replaceChildren(...drawn)
  else list.remove()
}

function setText(element, text) {
  element.textContent = visible(text)
}
