'use client'

import { useWhenNeeded } from '@/app/_ui/use-when-needed'
import { FilesButton } from './files-button'
import type { FilesMenuProps } from './files-menu'

const load = () => import('./files-menu').then(({ FilesMenu }) => FilesMenu)

/** The statement as a file, for the days that the filter names. */
export function StatementFiles(props: FilesMenuProps) {
  const [Files, need] = useWhenNeeded(load)
  if (Files) return <Files {...props} />
  return <FilesButton aria-haspopup="menu" aria-expanded={false} onClick={() => void need()} />
}
