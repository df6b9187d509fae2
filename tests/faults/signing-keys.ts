import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { asOwner } from './as-owner'

/** Puts a new signing key before the tenant's present ones, as a rotation does; it counts from the tenant's next start. */
export async function addSigningKey(ownerUrl: string): Promise<void> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: randomBytes(12).toString('base64url'), alg: 'RS256', use: 'sig' }
  await asOwner(
    ownerUrl,
    (sql) => sql`
    UPDATE tenant.secrets SET value = json_build_object('keys', (${JSON.stringify([key])}::text::jsonb || (value->'keys')::jsonb))
    WHERE name = 'signing-keys'`,
  )
}
