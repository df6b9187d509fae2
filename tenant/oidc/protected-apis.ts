import { TRANSFER_SCOPE } from '../agents/preparing'
import type { BusinessKind, TenantConfig } from '../tenant-config'

/** An API whose tokens come from an approval on the phone. */
export interface ProtectedApi {
  /** The party whose API it is, which says what details its approvals take. */
  kind: 'bank' | BusinessKind
  audience: string
  /** The scope that an approval gives. */
  scope: string
  /** The scopes that need no approval: with them nothing can be bought. */
  reading: string[]
}

const SCOPES: Record<BusinessKind, Pick<ProtectedApi, 'scope' | 'reading'>> = {
  shop: { scope: 'product:buy', reading: [] },
  brokerage: { scope: 'stock:trade', reading: ['portfolio:read'] },
}

type Known = Pick<TenantConfig, 'clients' | 'agentAudience'>

/** The bank's agent API, and the API of each business that is paid through it. */
export function protectedApis({ clients, agentAudience }: Known): ProtectedApi[] {
  const businesses = clients.flatMap(({ business }) => (business ? [{ ...business, ...SCOPES[business.kind] }] : []))
  return [{ kind: 'bank', audience: agentAudience, scope: TRANSFER_SCOPE, reading: [] }, ...businesses]
}

/** The protected API with this audience; undefined where there is none. */
export function protectedApi(config: Known, audience: unknown): ProtectedApi | undefined {
  return protectedApis(config).find((api) => api.audience === audience)
}
