import { z } from 'zod'
import { lastMovements, movement } from './last-movements'
import { netPosition, netPositions } from './net-positions'

/** What a customer has and what moved last, over all accounts. */
export const overview = z.strictObject({ netPositions: z.array(netPosition), movements: z.array(movement) })

export type Overview = z.output<typeof overview>

/** @param timeZone in which the days end (IANA) */
export async function readOverview(customerId: string, timeZone: string): Promise<Overview> {
  const [positions, movements] = await Promise.all([netPositions(customerId, timeZone), lastMovements(customerId)])
  return { netPositions: positions, movements }
}
