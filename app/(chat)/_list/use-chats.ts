import { mutate } from 'swr'
import { CHATS, CHATS_PAGE } from '@/app/_ui/paths'
import { pageKeys, usePages } from '@/app/_ui/use-pages'
import type { Chat } from '@/lib/chats/chat'

interface ChatPage {
  chats: Chat[]
  nextCursor: string | null
}

/** The customer's chats, the last used first, with every page that was loaded; only those that hold the words of `q`. */
export function useChats(q: string) {
  // Not encodeURIComponent, which throws at half an emoji, as the end of a field cuts one.
  const path = q ? `${CHATS}?${new URLSearchParams({ q })}` : CHATS
  const { pages, ...rest } = usePages<ChatPage>(path, CHATS_PAGE, 'answer')
  return { chats: pages?.flatMap((page) => page.chats), ...rest }
}

/** Reads the list anew, after a chat has begun or got a message. */
export function refreshChatList(): void {
  void mutate(pageKeys(CHATS, CHATS_PAGE))
}
