import Link from 'next/link'
import type { ComponentProps } from 'react'

/**
 * A link to a page of the bank. It fetches nothing ahead: every page is made anew for its customer, so the router would get
 * the frame that it has, and the bank would look up the session for each link in sight.
 */
export function PageLink(link: ComponentProps<typeof Link>) {
  return <Link {...link} prefetch={false} />
}
