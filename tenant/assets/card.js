// What a card shows, against the document that its answer signs.

// The same as in phone/format.ts: what cannot be seen is made visible.
const TRICKERY = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu

/**
 * Compares the card on the screen with its document.
 * @returns whether each text of the document, and nothing else, is where it belongs and can be seen
 */
export function showsItsDocument(card) {
  const expected = textsOf(card.dataset.displayed)
  if (!expected) return false
  const shown = [...card.querySelectorAll('[data-shows]')]
  return shown.length === Object.keys(expected).length && shown.every((element) => isShown(element, expected))
}

/** Every text that a document puts on the screen, by its place; undefined for what is not such a document. */
export function textsOf(displayed) {
  try {
    const { authorization_details: details, binding_message: message } = JSON.parse(displayed)
    if (details.length !== 1) return undefined
    const { instructedAmount, debtorAccount, creditorAccount, creditorName } = details[0]
    const memo = details[0].remittanceInformationUnstructured
    return {
      amount: money(instructedAmount),
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

function isShown(element, expected) {
  const canBeSeen = element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true
  return canBeSeen && element.textContent === expected[element.dataset.shows]
}

export function visible(text) {
  return text.replace(/[\t\n\r]+/g, ' ').replace(TRICKERY, '\uFFFD')
}

/** The decimal string is formatted as it is, never by way of a float. */
export function money({ amount, currency }) {
  const decimals = amount.split('.')[1]?.length ?? 0
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return new Intl.NumberFormat('en-US', { style: 'currency', currency, ...digits }).format(amount)
}
