/** What stands around a displayed document on a card, in the tenant's words. */
export interface AroundDocument {
  /** The tenant's own id of the request. */
  request: string
  /** The customer who is asked. */
  customer: string
  askedBy: string
  actor: { profile: string; name: string; host: string | null } | null
  marks: { kind: string; name?: string; at?: string }[]
  /** When the request's time is up. */
  until: string
}
export function writeCodeText(around: AroundDocument, displayed: string): string
export function readCodeText(text: string): (AroundDocument & { displayed: string }) | undefined
export function codeOf(key: CryptoKey, text: string): Promise<string>
