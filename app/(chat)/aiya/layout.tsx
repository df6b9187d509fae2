import type { ReactNode } from 'react'
import { pageSpeech } from '@/app/_words/page-speech'
import { signedInCustomer } from '@/lib/auth0/session/session'
import { ChatList } from '../_list/chat-list'
import { ChatsDrawer } from '../_list/chats-drawer'
import classes from './layout.module.css'

/** The layout of Aiya's pages: the customer's chats beside the open one, or behind a button on a small screen. */
export default async function AiyaLayout({ children }: { children: ReactNode }) {
  // Without a session the page itself sends the visitor to sign in.
  if (!(await signedInCustomer())) return children
  const { words } = await pageSpeech()
  return (
    <div className={classes.columns}>
      <div className={classes.thread}>
        <div className={classes.drawer}>
          <ChatsDrawer />
        </div>
        {children}
      </div>
      {/* {   For the keyboard the list comes after the thread, so that the field does not lie behind a hundred chats; on
        {   screen it comes before. */}
      <aside className={classes.chats} aria-label={words.chat.list.name}>
        <ChatList />
      </aside>
    </div>
  )
}
