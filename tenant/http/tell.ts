import type { KoaContextWithOIDC } from 'oidc-provider'

/** What the phone's scripts are told: a stable code, often with words for the customer. */
export interface Told {
  code: string
  message?: string
  [more: string]: unknown
}

/** Answers one of the phone's scripts. */
export function tell(ctx: KoaContextWithOIDC, status: number, told: Told): void {
  ctx.status = status
  ctx.set('Cache-Control', 'no-store')
  ctx.body = told
}
