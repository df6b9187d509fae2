import type { ReactNode } from 'react'
import { ChatList } from '../_list/chat-list'
import classes from './layout.module.css'

/** Aiya's pages: the customer's chats beside the one that is open; on a small screen they are behind a button. */
export default function AiyaLayout({ children }: { children: ReactNode }) {
  return (
    <div className={classes.columns}>
      <aside className={classes.chats}>
        <ChatList />
      </aside>
      {children}
    </div>
  )
}
