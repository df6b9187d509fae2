import { uuid } from '@/lib/platform/text/uuid'
import { Problem } from './problem'

/**
 * Reads the required `Idempotency-Key` header, a UUID, in lower case.
 * @throws Problem `invalid_request` naming the header
 */
export function requireIdempotencyKey(request: Request): string {
  const key = uuid.safeParse(request.headers.get('idempotency-key'))
  if (key.success) return key.data
  throw new Problem('invalid_request', { errors: [{ member: 'Idempotency-Key', message: 'must be a UUID' }] })
}

/**
 * Reads the header where it may be left out; undefined without it.
 * @throws Problem `invalid_request` naming the header, where it is no UUID
 */
export function idempotencyKeyIn(request: Request): string | undefined {
  return request.headers.has('idempotency-key') ? requireIdempotencyKey(request) : undefined
}
