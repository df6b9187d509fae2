import encodeQR from 'qr'
import { type Html, html } from '../pages/html'

/**
 * A text as a QR code, in one path. It is always dark on light, because cameras read it that way round.
 * @param dense for a long text that a screen shows large: more of it fits, and less may be hidden
 * @throws Error for a text that no QR code has room for
 */
export function qrCode(text: string, { label, dense = false }: { label: string; dense?: boolean }): Html {
  const rows = encodeQR(text, 'raw', { ecc: dense ? 'low' : 'medium', border: 4 })
  const squares = rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])))
  const size = rows.length
  return html`<svg class="qr${dense && ' qr-dense'}" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges">
<rect width="${size}" height="${size}" fill="#fff"></rect><path d="${squares.join('')}" fill="#0f1b2d"></path></svg>`
}
