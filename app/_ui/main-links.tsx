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

/** The links of this bank: there are no orders where neither shop nor brokerage is. */
const linksOf = (hasOrders: boolean) => LINKS.filter(({ href }) => hasOrders || href !== '/orders')

export function SideLinks({ hasOrders }: { hasOrders: boolean }) {
  const pathname = usePathname()
  return linksOf(hasOrders).map(({ label, href, Icon }) => (
    <NavLink
      key={href}
      component={PageLink}
      href={href}
      label={label}
      leftSection={<Icon size={20} stroke={1.7} aria-hidden />}
      active={currentOf(pathname, href) !== undefined}
      aria-current={currentOf(pathname, href)}
      className={classes.sideLink}
    />
  ))
}

export function BottomLinks({ hasOrders }: { hasOrders: boolean }) {
  const pathname = usePathname()
  return (
    <Box className={classes.bottomLinks}>
      {linksOf(hasOrders).map(({ label, href, Icon }) => (
        <UnstyledButton
          key={href}
          component={PageLink}
          href={href}
          aria-current={currentOf(pathname, href)}
          className={classes.bottomLink}
        >
          <Icon size={22} stroke={1.7} aria-hidden />
          {label}
        </UnstyledButton>
      ))}
    </Box>
  )
}
