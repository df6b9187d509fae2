import encodeQR from 'qr'
import { type Html, html } from '../pages/html'

/** A text as a QR code, in one path. It is always dark on light, because cameras read it that way round. */
export function qrCode(text: string): Html {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 4 })
  const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  const size = rows.length
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of the link below" shape-rendering="crispEdges">
<rect width="${size}" height="${size}" fill="#fff"></rect><path d="${squares.join('')}" fill="#0f1b2d"></path></svg>`
}
