'use client'

import { Box, NavLink, UnstyledButton } from '@mantine/core'
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
import { useWaitingCount } from './waiting-count'

const WAITING_SHOWN_MAX = 9

const LINKS = [
  { label: 'Accounts', href: '/accounts', Icon: IconWallet },
  { label: 'Transfer', href: '/transfer', Icon: IconArrowsExchange2 },
  { label: 'Aiya', href: '/aiya', Icon: IconMessageChatbot },
  { label: 'Orders', href: '/orders', Icon: IconShoppingBag },
  { label: 'Approvals', href: '/approvals', Icon: IconDeviceMobileCheck },
]

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

const waitingWords = (waiting: number) => (waiting > 0 ? `${waiting} waiting for your phone` : undefined)

/** The links of this bank: there are no orders where neither shop nor brokerage is. */
const linksOf = (hasOrders: boolean) => LINKS.filter(({ href }) => hasOrders || href !== '/orders')

function useWaitingAt(): (href: string) => number {
  const waiting = useWaitingCount()
  return (href) => (href === '/approvals' ? waiting : 0)
}

export function SideLinks({ hasOrders }: { hasOrders: boolean }) {
  const pathname = usePathname()
  const waitingAt = useWaitingAt()
  return linksOf(hasOrders).map(({ label, href, Icon }) => (
    <NavLink
      key={href}
      component={PageLink}
      href={href}
      label={label}
      leftSection={<LinkIcon Icon={Icon} size={20} waiting={waitingAt(href)} />}
      aria-description={waitingWords(waitingAt(href))}
      active={currentOf(pathname, href) !== undefined}
      aria-current={currentOf(pathname, href)}
      className={classes.sideLink}
    />
  ))
}

export function BottomLinks({ hasOrders }: { hasOrders: boolean }) {
  const pathname = usePathname()
  const waitingAt = useWaitingAt()
  return (
    <Box className={classes.bottomLinks}>
      {linksOf(hasOrders).map(({ label, href, Icon }) => (
        <UnstyledButton
          key={href}
          component={PageLink}
          href={href}
          aria-current={currentOf(pathname, href)}
          aria-description={waitingWords(waitingAt(href))}
          className={classes.bottomLink}
        >
          <LinkIcon Icon={Icon} size={22} waiting={waitingAt(href)} />
          {label}
        </UnstyledButton>
      ))}
    </Box>
  )
}
