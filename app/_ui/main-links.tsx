'use client'

import { Box, UnstyledButton } from '@mantine/core'
import {
  IconArrowsExchange2,
  IconDeviceMobileCheck,
  IconMessageChatbot,
  IconShoppingBag,
  IconWallet,
} from '@tabler/icons-react'
import { usePathname } from 'next/navigation'
import { PageLink } from '@/app/_ui/page-link'
import classes from './shell.module.css'
import { useSpeech } from './spoken'
import { useWaitingCount } from './waiting-count'

const WAITING_SHOWN_MAX = 9

const LINKS = [
  { name: 'accounts', href: '/accounts', Icon: IconWallet },
  { name: 'transfer', href: '/transfer', Icon: IconArrowsExchange2 },
  { name: 'aiya', href: '/aiya', Icon: IconMessageChatbot },
  { name: 'orders', href: '/orders', Icon: IconShoppingBag },
  { name: 'approvals', href: '/approvals', Icon: IconDeviceMobileCheck },
] as const

/** Whether this main link is the current page (`page`) or leads to its part of the bank (`true`). */
function currentOf(pathname: string, href: string): 'page' | 'true' | undefined {
  if (pathname === href) return 'page'
  return pathname.startsWith(`${href}/`) ? 'true' : undefined
}

/** The icon of a main link, and on that of the approvals how many wait; the link's name stays the same. */
function LinkIcon({ Icon, size, waiting }: { Icon: typeof IconWallet; size: number; waiting: number }) {
  return (
    <span className={classes.linkIcon} aria-hidden>
      <Icon size={size} stroke={1.7} />
      {waiting > 0 && (
        <span className={classes.waiting}>{waiting > WAITING_SHOWN_MAX ? `${WAITING_SHOWN_MAX}+` : waiting}</span>
      )}
    </span>
  )
}

/** The links of this bank: there are no orders where neither shop nor brokerage is. */
const linksOf = (hasOrders: boolean) => LINKS.filter(({ href }) => hasOrders || href !== '/orders')

/** How many wait at a link, and the words for it. */
function useWaiting() {
  const waiting = useWaitingCount()
  const { words, say } = useSpeech()
  const waitingAt = (href: string) => (href === '/approvals' ? waiting : 0)
  const wordsAt = (href: string) =>
    waitingAt(href) > 0 ? say(words.frame.links.waiting, { count: waiting }) : undefined
  return { links: words.frame.links, waitingAt, wordsAt }
}

export function SideLinks({ hasOrders }: { hasOrders: boolean }) {
  const pathname = usePathname()
  const { links, waitingAt, wordsAt } = useWaiting()
  return linksOf(hasOrders).map(({ name, href, Icon }) => (
    <UnstyledButton
      key={href}
      component={PageLink}
      href={href}
      aria-description={wordsAt(href)}
      aria-current={currentOf(pathname, href)}
      className={`menu-line ${classes.sideLink}`}
    >
      <LinkIcon Icon={Icon} size={20} waiting={waitingAt(href)} />
      {links[name]}
    </UnstyledButton>
  ))
}

export function BottomLinks({ hasOrders }: { hasOrders: boolean }) {
  const pathname = usePathname()
  const { links, waitingAt, wordsAt } = useWaiting()
  return (
    <Box className={classes.bottomLinks}>
      {linksOf(hasOrders).map(({ name, href, Icon }) => (
        <UnstyledButton
          key={href}
          component={PageLink}
          href={href}
          aria-current={currentOf(pathname, href)}
          aria-description={wordsAt(href)}
          className={classes.bottomLink}
        >
          <LinkIcon Icon={Icon} size={22} waiting={waitingAt(href)} />
          {links[name]}
        </UnstyledButton>
      ))}
    </Box>
  )
}
