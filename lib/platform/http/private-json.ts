/** Answers with a customer's data as JSON, which no shared or private cache may keep. */
export function privateJson(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store' } })
}
