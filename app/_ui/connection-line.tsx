'use client'

import { Text } from '@mantine/core'
import classes from './connection-line.module.css'
import { useConnectionLost } from './live-events'

/** Says so, and is read out, while the page does not hear from the bank. The region is there from the start. */
export function ConnectionLine() {
  const lost = useConnectionLost()
  return (
    <div className={classes.place} aria-live="polite">
      {lost && (
        <Text span size="xs" fw={550} className={classes.line}>
          Connection lost. What you see may be old.
        </Text>
      )}
    </div>
  )
}
