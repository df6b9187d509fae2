'use client'

import { Text } from '@mantine/core'
import classes from './connection-line.module.css'
import { useConnectionLost } from './live-events'
import { useWords } from './spoken'

/** A line, read aloud too, while the page does not hear from the bank. Its live region is always in the page. */
export function ConnectionLine() {
  const { connectionLost } = useWords().frame
  const lost = useConnectionLost()
  return (
    <div className={classes.place} aria-live="polite">
      {lost && (
        <Text span size="xs" fw={550} className={classes.line}>
          {connectionLost}
        </Text>
      )}
    </div>
  )
}
