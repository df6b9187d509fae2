import { ActionIcon, type ActionIconProps } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { ComponentPropsWithRef } from 'react'

type ChatMenuButtonProps = ActionIconProps & Omit<ComponentPropsWithRef<'button'>, keyof ActionIconProps>

/** The button of a chat's menu, before the menu is loaded and after. */
export function ChatMenuButton({ title, ...button }: ChatMenuButtonProps) {
  return (
    <ActionIcon {...button} variant="subtle" color="gray" aria-label={`Options for ${title}`}>
      <IconDots size={16} aria-hidden />
    </ActionIcon>
  )
}
