import { Button, type ButtonProps } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ComponentPropsWithRef } from 'react'
import { useWords } from '@/app/_ui/spoken'

type FilesButtonProps = ButtonProps & Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps>

/** The button of the menu with the statement's files, before the menu is loaded and after. */
export function FilesButton(button: FilesButtonProps) {
  return (
    <Button {...button} variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
      {useWords().statement.files.save}
    </Button>
  )
}
