import { isDeepEqualData } from 'ai'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

/**
 * Whether the server's messages are newer than those shown: the server's last one is missing, or reads differently.
 * Their number tells nothing, since of a long chat only the newest are loaded, and an answer that broke off here may be
 * whole on the server.
 */
export function isNewer(saved: AiyaMessage[], shown: AiyaMessage[]): boolean {
  const newest = saved.at(-1)
  const last = shown.at(-1)
  if (!newest) return false
  if (newest.id === last?.id) return !isDeepEqualData(said(newest), said(last))
  // The message is shown, but not last: the read is older than what was said since.
  return !shown.some(({ id }) => id === newest.id)
}

/** The server's newest messages after the earlier ones that are shown already, if the two lists meet. */
export function mergedMessages(saved: AiyaMessage[], shown: AiyaMessage[]): AiyaMessage[] {
  const meeting = shown.findIndex(({ id }) => id === saved[0]?.id)
  const known = new Map(shown.map((message) => [message.id, message]))
  // An unchanged message stays the same object, so that it is not drawn again.
  const newest = saved.map((message) => {
    const before = known.get(message.id)
    return before && isDeepEqualData(said(before), said(message)) ? before : message
  })
  return [...shown.slice(0, Math.max(0, meeting)), ...newest]
}

function said({ parts, metadata, createdAt = '', rating }: AiyaMessage) {
  return { parts, metadata: metadata ?? {}, createdAt, rating: rating ?? null }
}
