import { visible } from '../assets/printable.js'
import { type Html, html } from '../pages/html'

/** Short enough to fit, since others may write any number of digits; and no time of day. */
const MONEY = /((?<![\d:])\d[\d.,]{0,13} (?!UTC\b)[A-Z]{3}\b,?)/
const MASK = / (••\d{4})$/

/** A text with each amount and its currency on one line. The letters stay as they are, which the card's script compares. */
export function unbroken(text: string): Html {
  const parts = visible(text).split(MONEY)
  return html`${parts.map((part, place) => (place % 2 === 1 ? html`<span class="unbroken">${part}</span>` : part))}`
}

/**
 * Accounts in a row, such as `Bob ••5566, Savings ••8765`, each name and each account's last digits in a box of their own: side
 * by side, names that read from right to left would change places and turn the digits round.
 */
export function apart(accounts: string): Html {
  const boxes = visible(accounts)
    .split(/, /)
    .map((account, place, all) => {
      const [name = '', mask] = account.split(MASK)
      const comma = place < all.length - 1 && ','
      if (mask === undefined) return html`<bdi>${name}</bdi>${comma}`
      return html`<bdi>${name}</bdi> <bdi>${mask}${comma}</bdi>`
    })
  return html`${boxes.flatMap((box, place) => (place > 0 ? [' ', box] : [box]))}`
}
