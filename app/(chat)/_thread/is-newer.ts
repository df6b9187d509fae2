import { isDeepEqualData } from 'ai'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

/**
 * Whether the server's messages say more than those shown: their last one is not among them, or reads otherwise. Not by
 * their number: of a long chat only the newest are loaded, and an answer that broke off may be whole on the server.
 */
export function isNewer(saved: AiyaMessage[], shown: AiyaMessage[]): boolean {
  const newest = saved.at(-1)
  const last = shown.at(-1)
  if (!newest) return false
  if (newest.id === last?.id) return !isDeepEqualData(newest.parts, last.parts)
  // Shown, but not last: what was read is older than what has been said since.
  return !shown.some(({ id }) => id === newest.id)
}
