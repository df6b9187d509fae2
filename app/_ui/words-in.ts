/** What is drawn and not said: pictures of words, clocks that change each second, and what can be pressed. */
const UNSAID = '[aria-hidden="true"], [data-unsaid], [data-screen-only], [role="timer"], button'

/** The words of a part of the page as one text, in the order in which they stand, each box a sentence of its own. */
export function wordsIn(part: Element): string {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node instanceof Element && node.matches(UNSAID) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  )
  let words = ''
  let box: Element | null = null
  while (walker.nextNode()) {
    const { currentNode } = walker
    if (!(currentNode instanceof Text)) continue
    const within = boxOf(currentNode.parentElement)
    // Between boxes white space is how the page is written; within one it parts words.
    if (within !== box && currentNode.data.trim() === '') continue
    words = within === box ? words + currentNode.data : `${ended(words)} ${currentNode.data}`
    box = within
  }
  return words.replace(/\s+/g, ' ').trim()
}

function boxOf(element: Element | null): Element | null {
  return element && getComputedStyle(element).display === 'inline' ? boxOf(element.parentElement) : element
}

const ended = (words: string) => words.trimEnd().replace(/[^.!?:,…]$/u, '$&.')
