'use client'

import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'

/** Turns the page from light to dark and back. Style sheets choose the icon: the server cannot know the scheme. */
export function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const computed = useComputedColorScheme('light')
  return (
    <ActionIcon
      variant="default"
      size={38}
      aria-label="Light or dark"
      onClick={() => setColorScheme(computed === 'dark' ? 'light' : 'dark')}
    >
      <IconMoon size={18} aria-hidden className="only-light" />
      <IconSun size={18} aria-hidden className="only-dark" />
    </ActionIcon>
  )
}
