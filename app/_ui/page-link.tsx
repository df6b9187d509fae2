import Link from 'next/link'
import type { ComponentProps } from 'react'
import { LinkPending } from './link-pending'

/**
 * A link to a page of the bank. It fetches nothing ahead: every page is made anew for its customer, so the router would get
 * the frame that it has, and the bank would look up the session for each link in sight. While the page is on its way, the
 * frame says so.
 */
export function PageLink({ children, ...link }: ComponentProps<typeof Link>) {
  return (
    <Link {...link} prefetch={false}>
      {children}
      <LinkPending />
    </Link>
  )
}
