// Compares the texts that a card shows with the document that its answer signs.

import { membersOf } from './members.js'
import { decimalIn } from './money.js'
import { visible } from './printable.js'

/**
 * Compares the card on the screen with its document.
 * @returns whether the card shows every text of the document in its place, visibly, and no other text
 */
export function showsItsDocument(card) {
  const { displayed, kind } = card.dataset
  const expected = kind === 'details' ? detailTextsOf(displayed) : textsOf(displayed)
  if (!expected) return false
  const shown = [...card.querySelectorAll('[data-shows]')]
  return shown.length === Object.keys(expected).length && shown.every((element) => isShown(element, expected))
}

/** Every text of a transfer's document by its place on the card; undefined for any other document. */
export function textsOf(displayed) {
  try {
    const { authorization_details: details, binding_message: message } = JSON.parse(displayed)
    if (details.length !== 1) return undefined
    const { instructedAmount, debtorAccount, creditorAccount, creditorName } = details[0]
    const memo = details[0].remittanceInformationUnstructured
    return {
      amount: instructedAmount.amount,
      currency: instructedAmount.currency,
      from: visible(debtorAccount.name),
      'from-mask': visible(debtorAccount.mask),
      to: visible(creditorAccount.name),
      'to-mask': visible(creditorAccount.mask),
      payee: visible(creditorName),
      ...(memo && { memo: visible(memo) }),
      message: visible(message),
    }
  } catch {
    return undefined
  }
}

/** The texts of a document that is no transfer: the message, and each member of each detail by its place. */
export function detailTextsOf(displayed) {
  try {
    const { authorization_details: details, binding_message: message } = JSON.parse(displayed)
    const members = membersOf(details).map(({ place, text }) => [place, visible(text)])
    return Object.fromEntries([...members, ['message', visible(message)]])
  } catch {
    return undefined
  }
}

function isShown(element, expected) {
  const canBeSeen = element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true
  const { shows } = element.dataset
  // The card's own language, because a browser that translates the page changes that of the page.
  const { lang } = element.closest('section')
  const shown = shows === 'amount' ? decimalIn(element.textContent, lang) : element.textContent
  return canBeSeen && shown === expected[shows]
}
