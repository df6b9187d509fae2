import { answer } from '@/lib/http/answer'
import { receiptKey } from '@/lib/receipts/receipt-key'

/** The public key that receipts are verified with (RFC 7517 section 5), for anybody. */
export const GET = answer(async () => {
  const headers = { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': 'public, max-age=3600' }
  return Response.json({ keys: [receiptKey().publicJwk] }, { headers })
})

// The key is the running bank's, not the build's.
export const dynamic = 'force-dynamic'
