import { problemOf } from '@/app/_ui/api'

/** Renames a chat, or deletes it where there is no new title. Answers what went wrong, or null. */
export async function sendChange(chatId: string, change: { title: string } | null): Promise<string | null> {
  const response = await fetch(`/api/chat/${chatId}`, {
    method: change ? 'PATCH' : 'DELETE',
    ...(change && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(change) }),
  }).catch(() => null)
  if (response?.ok) return null
  if (!response) return 'The connection was lost. Please try again.'
  const { title, detail } = await problemOf(response)
  return detail ?? title
}
