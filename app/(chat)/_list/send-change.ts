import { ApiProblem, callBank } from '@/app/_ui/api'
import { detailOf, titleOf } from '@/app/_ui/problem-words'
import type { Words } from '@/app/_words/dictionary'

/**
 * Renames a chat, or deletes it where `change` is null.
 * @returns words about what went wrong, or null
 */
export async function sendChange(
  chatId: string,
  change: { title: string } | null,
  words: Words,
): Promise<string | null> {
  try {
    await callBank(change ? 'PATCH' : 'DELETE', `/api/chat/${chatId}`, change ?? undefined)
    return null
  } catch (error) {
    if (!(error instanceof ApiProblem)) return words.chat.change.lost
    return detailOf(error, words) ?? titleOf(error, words)
  }
}
