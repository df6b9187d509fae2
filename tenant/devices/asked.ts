import type { KoaContextWithOIDC } from 'oidc-provider'
import type { PhoneParts } from '../phone/parts'
import type { PhoneUser } from '../phone/sessions'

/** A request of a signed-in customer, as the handlers in this folder take it. */
export interface Asked {
  parts: PhoneParts
  ctx: KoaContextWithOIDC
  user: PhoneUser
  /** The posted form. */
  form: URLSearchParams
}
