import { UnstyledButton } from '@mantine/core'
import { IconLayoutSidebarRightExpand } from '@tabler/icons-react'
import classes from './shell.module.css'
import { useWords } from './spoken'
import { BESIDE, type useBeside } from './use-beside'

/** The button that opens Aiya's chat beside the page, and closes it. */
export function BesideButton({ offered, opened, loading, open, close }: ReturnType<typeof useBeside>) {
  const { links } = useWords().frame
  if (!offered) return null
  return (
    <UnstyledButton
      aria-label={links.beside}
      aria-expanded={opened}
      aria-controls={BESIDE}
      aria-busy={loading}
      aria-keyshortcuts="Control+J Meta+J"
      title={links.besideKeys}
      className={`menu-line ${classes.sideLink}`}
      onClick={opened ? close : open}
    >
      <IconLayoutSidebarRightExpand size={20} stroke={1.7} aria-hidden />
      {links.besideShort}
    </UnstyledButton>
  )
}
