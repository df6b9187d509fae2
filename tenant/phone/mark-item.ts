import { visible } from '../assets/printable.js'
import { type Html, html } from '../pages/html'
import type { Words } from '../words/words'
import type { Mark } from './marks'

/** A mark as an item of the list that stands on a card. */
export function markItem(mark: Mark, { marks }: Words['card']): Html {
  if (mark.kind === 'first-transfer')
    return html`<li class="hint" data-mark="first-transfer"><span>${marks.first}</span></li>`
  if (mark.kind === 'refused')
    return html`<li class="hint hint-warn" data-mark="refused"><span>${marks.refused(html`<time datetime="${mark.at.toISOString()}" data-of-day>${mark.at.toISOString().slice(11, 16)} UTC</time>`)}</span></li>`
  return html`<li class="hint hint-warn" data-mark="resembles"><span>${marks.resembles(html`<bdi>${visible(mark.name)}</bdi>`)}</span></li>`
}
