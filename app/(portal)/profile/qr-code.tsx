import encodeQR from 'qr'

/** Light modules around the code, without which readers do not find it (ISO/IEC 18004). */
const BORDER = 4

/** A text as a QR code, drawn on the server. Always dark on white, whatever the page's colours: readers want that. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: BORDER })
  const dark = rows.flatMap((row, y) => row.flatMap((on, x) => (on ? [`M${x} ${y}h1v1h-1z`] : [])))
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      width={168}
      height={168}
      shapeRendering="crispEdges"
      style={{ flex: 'none', borderRadius: 12 }}
    >
      <rect width="100%" height="100%" fill="#fff" />
      <path d={dark.join('')} fill="#0f1b2d" />
    </svg>
  )
}
