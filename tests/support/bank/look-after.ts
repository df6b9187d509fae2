import type postgres from 'postgres'
import { expect } from 'vitest'

class Undone extends Error {}

/** What a look finds once the owner has done this damage with every trigger off; it is undone again. */
export async function lookAfter<Found>(
  owner: postgres.Sql,
  damage: string,
  look: (tx: postgres.TransactionSql) => Promise<Found>,
): Promise<Found> {
  let found: Found | undefined
  const damaged = owner.begin(async (tx) => {
    await tx.unsafe(`SET LOCAL session_replication_role = replica; ${damage}`)
    found = await look(tx)
    throw new Undone()
  })
  await expect(damaged).rejects.toThrow(Undone)
  return found as Found
}
