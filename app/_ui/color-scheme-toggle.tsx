'use client'

import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { useWords } from './spoken'

/**
 * Switches the page between light and dark. Style sheets choose the icon, because the server does not know the scheme.
 */
export function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const { lightOrDark } = useWords().frame.links
  const computed = useComputedColorScheme('light')
  return (
    <ActionIcon
      variant="default"
      size={38}
      aria-label={lightOrDark}
      onClick={() => setColorScheme(computed === 'dark' ? 'light' : 'dark')}
    >
      <IconMoon size={18} aria-hidden className="only-light" />
      <IconSun size={18} aria-hidden className="only-dark" />
    </ActionIcon>
  )
}
