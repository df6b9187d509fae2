import { type Html, html } from '../pages/html'

/** A moment in UTC, which the page's script turns into the browser's own time. */
export function time(at: Date): Html {
  return html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`
}
