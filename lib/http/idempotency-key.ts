import { uuid } from '@/lib/text/uuid'
import { Problem } from './problem'

/**
 * Reads the required `Idempotency-Key` header, a UUID in lower case.
 * @throws Problem `invalid_request` naming the header.
 */
export function requireIdempotencyKey(request: Request): string {
  const key = uuid.safeParse(request.headers.get('idempotency-key'))
  if (key.success) return key.data
  throw new Problem('invalid_request', { errors: [{ member: 'Idempotency-Key', message: 'must be a UUID' }] })
}
