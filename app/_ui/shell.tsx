'use client'

import { ActionIcon, Anchor, AppShell, Box, Group, Stack, Text } from '@mantine/core'
import { IconLogout2, IconUserCircle } from '@tabler/icons-react'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { Brand } from './brand'
import { ColorSchemeToggle } from './color-scheme-toggle'
import { ConnectionLine } from './connection-line'
import { LiveEvents } from './live-events'
import { BottomLinks, SideLinks } from './main-links'
import classes from './shell.module.css'

/**
 * The frame of every signed-in page: the main links beside it, or below it on a phone. Only one of the two is there
 * for a screen reader at a time. Give a page of fixed height, such as a chat, `--app-shell-…-offset` to reckon with.
 */
export function Shell({ customerName, children }: { customerName: string; children: ReactNode }) {
  return (
    <LiveEvents>
      <Anchor href="#content" className="skip-link">
        Skip ahead
      </Anchor>
      <AppShell
        layout="alt"
        header={{ height: { base: 56, sm: 0 } }}
        navbar={{ width: 256, breakpoint: 'sm', collapsed: { mobile: true } }}
        footer={{ height: { base: 'calc(3.75rem + env(safe-area-inset-bottom))', sm: 0 } }}
      >
        <AppShell.Header hiddenFrom="sm" className={classes.bar}>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <HomeLink />
            <Group gap="xs" wrap="nowrap">
              <ColorSchemeToggle />
              <ActionIcon component={Link} href="/profile" aria-label="Profile" variant="default" size={38}>
                <IconUserCircle size={18} aria-hidden />
              </ActionIcon>
              <ActionIcon component="a" href="/auth/logout" aria-label="Log out" variant="default" size={38}>
                <IconLogout2 size={18} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar visibleFrom="sm" p="md" aria-label="Main" className={classes.side}>
          <AppShell.Section mb="lg" px="xs" pt={6}>
            <HomeLink />
          </AppShell.Section>
          <AppShell.Section grow>
            <SideLinks />
          </AppShell.Section>
          <AppShell.Section>
            <Signature name={customerName} />
          </AppShell.Section>
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
          <ConnectionLine />
          {children}
        </AppShell.Main>
        <AppShell.Footer hiddenFrom="sm" className={classes.bar}>
          <nav aria-label="Main">
            <BottomLinks />
          </nav>
        </AppShell.Footer>
      </AppShell>
    </LiveEvents>
  )
}

function HomeLink() {
  return (
    <Anchor component={Link} href="/accounts" underline="never" c="inherit" aria-label="the bAInk">
      <Brand />
    </Anchor>
  )
}

function Signature({ name }: { name: string }) {
  const here = usePathname() === '/profile'
  return (
    <Stack gap="sm" className={classes.signature}>
      <Box>
        <Text size="xs" c="dimmed">
          Signed in as
        </Text>
        <Text size="sm" fw={600} truncate title={name}>
          {name}
        </Text>
        <Anchor
          component={Link}
          href="/profile"
          size="sm"
          c={here ? 'var(--mantine-primary-color-filled)' : 'inherit'}
          aria-current={here ? 'page' : undefined}
          className={classes.logout}
        >
          <IconUserCircle size={18} aria-hidden />
          Profile
        </Anchor>
      </Box>
      <Group justify="space-between" wrap="nowrap">
        <Anchor href="/auth/logout" size="sm" c="inherit" className={classes.logout}>
          <IconLogout2 size={18} aria-hidden />
          Log out
        </Anchor>
        <ColorSchemeToggle />
      </Group>
    </Stack>
  )
}
