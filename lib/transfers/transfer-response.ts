import type { Posting } from './post-transfer'

/** 201 with the transfer; a repeated order gets the same answer, marked as a replay. */
export function transferResponse({ transfer, replayed }: Posting): Response {
  return Response.json(
    { transfer },
    { status: 201, headers: { 'Cache-Control': 'no-store', ...(replayed && { 'Idempotency-Replayed': 'true' }) } },
  )
}
