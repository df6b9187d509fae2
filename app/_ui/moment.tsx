'use client'

import { useSpeech } from './spoken'
import { useTimeZone } from './time-zone'

const FIELDS = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const

/** A point in time in the reader's own zone. */
export function Moment({ at, withSeconds = false }: { at: string; withSeconds?: boolean }) {
  const seconds = withSeconds && ({ second: '2-digit' } as const)
  const format = useSpeech().dateFormat({ ...FIELDS, ...seconds, timeZone: useTimeZone() })
  // The server may know other names of months than an older browser.
  return (
    <time dateTime={at} suppressHydrationWarning>
      {format.format(new Date(at))}
    </time>
  )
}
