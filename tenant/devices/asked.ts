import type { KoaContextWithOIDC } from 'oidc-provider'
import type { PhoneParts } from '../phone/parts'
import type { PhoneUser } from '../phone/sessions'

/** What a handler of a signed-in customer's request works with. */
export interface Asked {
  parts: PhoneParts
  ctx: KoaContextWithOIDC
  user: PhoneUser
  /** The posted form. */
  form: URLSearchParams
}
