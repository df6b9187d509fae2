import { env } from '@/lib/platform/env'

/** Where the local tenant's phone is. Its devices are listed there too. */
export interface LocalPhone {
  phone: string
  devices: string
}

/** The phone of the local tenant, or null where a real tenant's own app is the phone. */
export function localPhone(): LocalPhone | null {
  const { AUTH0_DOMAIN } = env()
  // env() takes plain http for loopback hosts only, which no real tenant has.
  if (!AUTH0_DOMAIN.startsWith('http://')) return null
  return { phone: `${AUTH0_DOMAIN}/phone`, devices: `${AUTH0_DOMAIN}/phone/devices` }
}
