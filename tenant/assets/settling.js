// Makes every card deaf to taps for a moment after one of them came or left, in whichever list: what has moved under the
// thumb must not get the second half of a double tap.

const SETTLING_MS = 600

/**
 * Marks `parent` while the cards in `lists` settle; the style sheet does the rest. Watches the lists themselves, so that
 * no way of adding or removing a card can forget to say so. An observer is called before the next tap is looked at.
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
  // A page that has just come up has moved everything.
  settle()
}

/** Elements move what is below them; the texts of clocks change all the time and move nothing. */
function movesSomething({ addedNodes, removedNodes }) {
  return [...addedNodes, ...removedNodes].some((node) => node.nodeType === Node.ELEMENT_NODE)
}
