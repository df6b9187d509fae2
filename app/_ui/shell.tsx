'use client'

import { ActionIcon, Anchor, Box, Group, Stack, Text } from '@mantine/core'
import { IconLogout2, IconUserCircle } from '@tabler/icons-react'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { PageLink } from '@/app/_ui/page-link'
import { COMPOSER } from '@/app/(chat)/_thread/composer-id'
import { BesideButton } from './beside-button'
import { Brand } from './brand'
import { ColorSchemeToggle } from './color-scheme-toggle'
import { ConnectionLine } from './connection-line'
import { PageOnItsWay } from './link-pending'
import { LiveEvents } from './live-events'
import { BottomLinks, SideLinks } from './main-links'
import { SettledNews } from './settled-news'
import classes from './shell.module.css'
import { useWords } from './spoken'
import { BESIDE, useBeside } from './use-beside'
import { useFocusOnPage } from './use-focus-on-page'
import { useCountInTitle } from './waiting-count'

interface ShellProps {
  customer: { id: string; name: string }
  hasOrders: boolean
  modelLabel: string | null
  children: ReactNode
}

/**
 * The frame of every signed-in page. The main links are beside the page, or below it on a phone; a screen reader meets
 * only one of the two. A page of fixed height, such as a chat, must subtract `--app-shell-…-offset`.
 */
export function Shell({ customer, hasOrders, modelLabel, children }: ShellProps) {
  const pathname = usePathname()
  const beside = useBeside()
  const { Chat, opened, focus, close } = beside
  const { links } = useWords().frame
  return (
    <LiveEvents>
      <CountInTitle />
      <FocusOnPage />
      <SettledNews />
      <PageOnItsWay />
      <Anchor
        href={pathname === '/aiya' || pathname.startsWith('/aiya/') ? `#${COMPOSER}` : '#content'}
        className="skip-link"
      >
        {links.skip}
      </Anchor>
      <div className={classes.shell} data-beside={opened || undefined}>
        <header className={`${classes.bar} ${classes.header}`}>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <HomeLink />
            <Group gap="xs" wrap="nowrap">
              <ColorSchemeToggle />
              <ActionIcon component={PageLink} href="/profile" aria-label={links.profile} variant="default" size={38}>
                <IconUserCircle size={18} aria-hidden />
              </ActionIcon>
              <ActionIcon component="a" href="/auth/logout" aria-label={links.logOut} variant="default" size={38}>
                <IconLogout2 size={18} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
        </header>
        <nav aria-label={links.main} className={classes.side}>
          <Box mb="lg" px="xs" pt={6}>
            <HomeLink />
          </Box>
          <Box flex={1}>
            <SideLinks hasOrders={hasOrders} />
            <BesideButton {...beside} />
          </Box>
          <Signature name={customer.name} />
        </nav>
        <main id="content" tabIndex={-1} className={classes.main}>
          <ConnectionLine />
          {children}
        </main>
        {opened && Chat && (
          <Chat id={BESIDE} customerId={customer.id} {...{ modelLabel, hasOrders, focus }} onClose={close} />
        )}
        <footer className={`${classes.bar} ${classes.footer}`}>
          <nav aria-label={links.main}>
            <BottomLinks hasOrders={hasOrders} />
          </nav>
        </footer>
      </div>
    </LiveEvents>
  )
}

function CountInTitle() {
  useCountInTitle()
  return null
}

function FocusOnPage() {
  useFocusOnPage()
  return null
}

function HomeLink() {
  return (
    <Anchor
      component={PageLink}
      href="/accounts"
      underline="never"
      c="inherit"
      aria-label="the bAInk"
      className={classes.home}
    >
      <Brand />
    </Anchor>
  )
}

function Signature({ name }: { name: string }) {
  const { links } = useWords().frame
  const here = usePathname() === '/profile'
  return (
    <Stack gap="sm" className={classes.signature}>
      <Box>
        <Box className={classes.whose}>
          <Text size="xs" c="dimmed">
            {links.signedInAs}
          </Text>
          <Text size="sm" fw={600} truncate title={name}>
            {name}
          </Text>
        </Box>
        <Anchor
          component={PageLink}
          href="/profile"
          underline="hover"
          size="sm"
          c={here ? 'var(--mantine-primary-color-filled)' : 'inherit'}
          aria-current={here ? 'page' : undefined}
          className={classes.logout}
        >
          <IconUserCircle size={18} aria-hidden />
          {links.profile}
        </Anchor>
      </Box>
      <Group justify="space-between" className={classes.leave}>
        <Anchor href="/auth/logout" underline="hover" size="sm" c="inherit" className={classes.logout}>
          <IconLogout2 size={18} aria-hidden />
          {links.logOut}
        </Anchor>
        <ColorSchemeToggle />
      </Group>
    </Stack>
  )
}
