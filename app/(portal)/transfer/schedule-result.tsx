import { Alert, Box, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { sayAloud } from '@/app/_ui/aloud'
import { wordsIn } from '@/app/_ui/words-in'
import type { Told } from './use-schedule'

/** What became of a transfer for a later day, said as one text when it changes. */
export function ScheduleResult({ told }: { told: Told | null }) {
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The answer stands below the form, which is as high as most screens.
    if (!told || !region.current) return
    region.current.scrollIntoView({ block: 'nearest' })
    sayAloud(wordsIn(region.current))
  }, [told])
  return (
    <Box ref={region} role="status" aria-live="off" mt={told ? 'lg' : 0}>
      {told && (
        <Alert role="group" variant="light" color={told.color} title={told.title}>
          <Text size="sm">
            <bdi>{told.message}</bdi>
          </Text>
        </Alert>
      )}
    </Box>
  )
}
