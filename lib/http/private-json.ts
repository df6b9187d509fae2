/** A customer's data as JSON: no cache, shared or the browser's own, keeps it. */
export function privateJson(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}
