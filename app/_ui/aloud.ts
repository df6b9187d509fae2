/** How long words stay in the page after they were said: whoever reads it line by line could meet them. */
const KEPT_MS = 4_000

let region: HTMLElement | null = null

/**
 * Puts the one live region for `sayAloud` into the page. It must be there before anything is said, or nothing is. Its closed
 * shadow keeps words that are for the ear alone out of what the eye, and a search of the page, finds.
 */
export function prepareAloud(): void {
  if (region) return
  const place = document.createElement('div')
  place.dataset.aloud = ''
  // Clipped, since what is not drawn is not said.
  Object.assign(place.style, { position: 'absolute', top: '0', width: '1px', height: '1px', clipPath: 'inset(50%)' })
  place.style.overflow = 'hidden'
  region = document.createElement('div')
  region.setAttribute('aria-live', 'polite')
  place.attachShadow({ mode: 'closed' }).append(region)
  document.body.append(place)
}

/**
 * Has a screen reader say these words once it has said what it is saying; nothing is shown. A region with several
 * elements would be said piece by piece, in whatever order they came into the page: here it is one text.
 */
export function sayAloud(words: string): void {
  if (words === '') return
  const said = document.createElement('p')
  said.textContent = words
  region?.append(said)
  window.setTimeout(() => said.remove(), KEPT_MS)
}
