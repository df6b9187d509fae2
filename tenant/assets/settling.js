// Ignores taps on every card for a moment after any card came or left: a card that has just moved under the thumb must
// not get the second half of a double tap.

const SETTLING_MS = 600

/**
 * Marks `parent` while the cards in `lists` settle; the style sheet makes them ignore taps. The lists themselves are
 * observed, so that no code that adds or removes a card can forget to call this. The browser calls an observer before
 * it handles the next tap.
 */
export function settleAfterChanges(parent, lists) {
  let timer
  const settle = () => {
    parent.dataset.settling = ''
    clearTimeout(timer)
    timer = setTimeout(() => parent.removeAttribute('data-settling'), SETTLING_MS)
  }
  const observer = new MutationObserver((changes) => {
    if (changes.some(movesSomething)) settle()
  })
  for (const list of lists) observer.observe(list, { childList: true, subtree: true })
  // A page that has just loaded has moved everything.
  settle()
}

/** An element moves everything below it; the text of a clock changes every second and moves nothing. */
function movesSomething({ addedNodes, removedNodes }) {
  return [...addedNodes, ...removedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE)
}
