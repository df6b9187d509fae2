'use client'

import { Box, NavLink, UnstyledButton } from '@mantine/core'
import { IconArrowsExchange2, IconDeviceMobileCheck, IconMessageChatbot, IconWallet } from '@tabler/icons-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import classes from './shell.module.css'

const LINKS = [
  { label: 'Accounts', href: '/accounts', Icon: IconWallet },
  { label: 'Transfer', href: '/transfer', Icon: IconArrowsExchange2 },
  { label: 'Aiya', href: '/aiya', Icon: IconMessageChatbot },
  { label: 'Approvals', href: '/approvals', Icon: IconDeviceMobileCheck },
]

/** Which main link stands for this page, `page` where it is the page itself. */
function currentOf(pathname: string, href: string): 'page' | 'true' | undefined {
  if (pathname === href) return 'page'
  return pathname.startsWith(`${href}/`) ? 'true' : undefined
}

export function SideLinks() {
  const pathname = usePathname()
  return LINKS.map(({ label, href, Icon }) => (
    <NavLink
      key={href}
      component={Link}
      href={href}
      label={label}
      leftSection={<Icon size={20} stroke={1.7} aria-hidden />}
      active={currentOf(pathname, href) !== undefined}
      aria-current={currentOf(pathname, href)}
      className={classes.sideLink}
    />
  ))
}

export function BottomLinks() {
  const pathname = usePathname()
  return (
    <Box className={classes.bottomLinks}>
      {LINKS.map(({ label, href, Icon }) => (
        <UnstyledButton
          key={href}
          component={Link}
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
