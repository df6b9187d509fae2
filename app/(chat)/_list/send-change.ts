import { ApiProblem, callBank } from '@/app/_ui/api'

/**
 * Renames a chat, or deletes it where `change` is null.
 * @returns words about what went wrong, or null
 */
export async function sendChange(chatId: string, change: { title: string } | null): Promise<string | null> {
  try {
    await callBank(change ? 'PATCH' : 'DELETE', `/api/chat/${chatId}`, change ?? undefined)
    return null
  } catch (error) {
    return error instanceof ApiProblem ? (error.detail ?? error.title) : 'The connection was lost. Please try again.'
  }
}
