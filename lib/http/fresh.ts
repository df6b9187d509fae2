/** A JSON answer that nothing between us and the customer may keep. */
export function fresh(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}
