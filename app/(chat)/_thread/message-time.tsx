import { Text } from '@mantine/core'
import { useSpeech } from '@/app/_ui/spoken'
import { useTimeZone } from '@/app/_ui/time-zone'

const CLOCK = { hour: '2-digit', minute: '2-digit' } as const
const DAY = { day: 'numeric', month: 'short', ...CLOCK } as const

/** When a message was said, in the reader's zone: the time of today, or with its day. */
export function MessageTime({ at }: { at: string | undefined }) {
  const timeZone = useTimeZone()
  const { dateFormat } = useSpeech()
  if (!at) return null
  const moment = new Date(at)
  const dayOf = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone })
  const isToday = dayOf.format(moment) === dayOf.format(new Date())
  const words = dateFormat({ ...(isToday ? CLOCK : DAY), timeZone }).format(moment)
  return (
    <Text component="time" dateTime={at} size="xs" c="dimmed" suppressHydrationWarning>
      {words}
    </Text>
  )
}
