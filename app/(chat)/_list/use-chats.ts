import { mutate } from 'swr'
import { pageKeys, usePages } from '@/app/_ui/use-pages'
import type { Chat } from '@/lib/chats/chat'

const PATH = '/api/chat'
const PAGE = 30

interface ChatPage {
  chats: Chat[]
  nextCursor: string | null
}

/** The customer's chats, the last used first, with every page that was loaded; only those that hold the words of `q`. */
export function useChats(q: string) {
  const { pages, ...rest } = usePages<ChatPage>(q ? `${PATH}?q=${encodeURIComponent(q)}` : PATH, PAGE, 'answer')
  return { chats: pages?.flatMap((page) => page.chats), ...rest }
}

/** Reads the list anew, after a chat has begun or got a message. */
export function refreshChatList(): void {
  void mutate(pageKeys(PATH, PAGE))
}
