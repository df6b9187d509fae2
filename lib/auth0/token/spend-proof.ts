import { type Database, database, withDeadline } from '@/lib/platform/database/client'
import { unauthenticated } from './agent-credential'
import type { DpopProof } from './dpop-proof'

/** How old a proof may be, and how far ahead its maker's clock may run (RFC 9449 section 11.1: "relatively brief"). */
const AGE_SECONDS_MAX = 60
const SKEW_SECONDS = 30
/** A spent proof is remembered for as long as it could pass the check of its age. */
const KEPT_SECONDS = AGE_SECONDS_MAX + SKEW_SECONDS
/** One proof in this many also sweeps out the expired ones. */
const SWEEP_ONE_IN = 500

/** The table in which spent proofs are kept. */
export interface SpentProofs {
  sql: Database['sql']
  table: string
}

/**
 * Marks a proof as used: it counts once, across all replicas. The database's clock decides whether it is fresh, so that
 * no replica takes a proof that another has already forgotten.
 * @param kept the bank's own, or a business's
 * @throws Problem `unauthenticated` if the proof is too old, from the future, or was spent before.
 */
export async function spendProof({ thumbprint, jti, issuedAt }: DpopProof, kept?: SpentProofs): Promise<void> {
  const { sql, table } = kept ?? { sql: database().sql, table: 'dpop_proofs' }
  if (Math.random() * SWEEP_ONE_IN < 1) await withDeadline(sql`DELETE FROM ${sql(table)} WHERE expires_at < now()`)
  const spent = await withDeadline(sql`
    INSERT INTO ${sql(table)} (thumbprint, jti, expires_at)
    SELECT ${thumbprint}, ${jti}, issued_at + make_interval(secs => ${KEPT_SECONDS})
    FROM (SELECT to_timestamp(${issuedAt}::float8) AS issued_at) AS proof
    WHERE issued_at BETWEEN now() - make_interval(secs => ${AGE_SECONDS_MAX})
                        AND now() + make_interval(secs => ${SKEW_SECONDS})
    ON CONFLICT DO NOTHING RETURNING jti`)
  if (spent.length === 0) throw unauthenticated('dpop', 'stale or spent proof', 'invalid_dpop_proof')
}
