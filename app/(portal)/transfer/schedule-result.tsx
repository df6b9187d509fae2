import { Alert, Box, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Told } from './use-schedule'

/** What became of a transfer for a later day, read out when it changes: the region is there before the answer. */
export function ScheduleResult({ told }: { told: Told | null }) {
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The answer stands below the form, which is as high as most screens.
    if (told) region.current?.scrollIntoView({ block: 'nearest' })
  }, [told])
  return (
    <Box ref={region} role="status" mt={told ? 'lg' : 0}>
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
