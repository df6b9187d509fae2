import { ActionIcon, type ActionIconProps } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { ComponentPropsWithRef } from 'react'
import { useSpeech } from '@/app/_ui/spoken'

type ChatMenuButtonProps = ActionIconProps & Omit<ComponentPropsWithRef<'button'>, keyof ActionIconProps>

/** The button of a chat's menu, before the menu is loaded and after. */
export function ChatMenuButton({ title, ...button }: ChatMenuButtonProps) {
  const { words, say } = useSpeech()
  return (
    <ActionIcon
      {...button}
      variant="subtle"
      color="gray"
      aria-label={say(words.chat.list.options, { title: title ?? '' })}
    >
      <IconDots size={16} aria-hidden />
    </ActionIcon>
  )
}
