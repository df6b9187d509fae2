'use client'

import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'

/**
 * Switches the page between light and dark. Style sheets choose the icon, because the server does not know the scheme.
 */
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
