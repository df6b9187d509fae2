import { z } from 'zod'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { localPhone } from './local-phone'

const ANSWER_MS_MAX = 5_000

const counted = z.strictObject({ passkeys: z.int() })

/**
 * Refuses what a customer with a passkey does on the phone, where the passkey is asked for. Another tenant's own app asks in its
 * own way, so nothing is refused there.
 * @throws Problem `passkey_needed`; `unavailable` if the local tenant does not say whether there is a passkey.
 */
export async function refuseWithPasskey(subject: string): Promise<void> {
  const local = localPhone()
  if (local && (await passkeysOf(subject)) > 0)
    throw new Problem('passkey_needed', { members: { phone: local.devices } })
}

async function passkeysOf(subject: string): Promise<number> {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = env()
  const form = { client_id: AUTH0_CLIENT_ID, client_secret: AUTH0_CLIENT_SECRET, sub: subject }
  try {
    const response = await fetch(`${AUTH0_DOMAIN}/oauth/passkeys/check`, {
      method: 'POST',
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
      redirect: 'error',
    })
    if (!response.ok) throw new Error(`the tenant answered ${response.status}`)
    return counted.parse(await response.json()).passkeys
  } catch (cause) {
    const detail = 'the tenant cannot be asked for passkeys'
    throw new Problem('unavailable', { detail, headers: { 'Retry-After': '5' }, cause })
  }
}
