import { Button, type ButtonProps, Loader } from '@mantine/core'
import type { MouseEventHandler } from 'react'

interface BusyButtonProps extends Omit<ButtonProps, 'loading'> {
  /** Whether the button's action is under way; another press then does nothing. */
  busy: boolean
  type?: 'button' | 'submit'
  onClick?: MouseEventHandler<HTMLButtonElement>
}

/**
 * A button that keeps the keyboard's focus while it works. A disabled button, such as Mantine's `loading` one, loses
 * it.
 */
export function BusyButton({ busy, onClick, leftSection, ...button }: BusyButtonProps) {
  return (
    <Button
      {...button}
      aria-disabled={busy}
      leftSection={busy ? <Loader size={16} color="currentColor" aria-hidden /> : leftSection}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    />
  )
}
