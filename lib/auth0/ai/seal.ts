import { openSealed, sealText } from '@/lib/platform/sealed'

const PURPOSE = 'baink approvals: auth_req_id'

/** Seals an `auth_req_id` for the database: whoever reads the table cannot collect a token. */
export function seal(authReqId: string): Promise<string> {
  return sealText(PURPOSE, authReqId)
}

/** @throws JWEDecryptionFailed if it was sealed with none of the bank's secrets. */
export async function unseal(sealed: string): Promise<string> {
  return (await openSealed(PURPOSE, sealed)).text
}
