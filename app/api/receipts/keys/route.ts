import { receiptJwks } from '@/lib/evidence/receipts/receipt-key'
import { answer } from '@/lib/platform/http/answer'

/** The public keys for verifying receipts, former ones too (RFC 7517 section 5), open to anybody. */
export const GET = answer(async () => {
  const headers = { 'Content-Type': 'application/jwk-set+json', 'Cache-Control': 'public, max-age=3600' }
  return Response.json({ keys: receiptJwks() }, { headers })
})

// Read at each request, because the key belongs to the running bank and not to the build.
export const dynamic = 'force-dynamic'
