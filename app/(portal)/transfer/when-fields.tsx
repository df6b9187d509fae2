'use client'

import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { today, type useSchedule, type When } from './use-schedule'

const CHOICES: { value: When; label: string }[] = [
  { value: 'now', label: 'Now' },
  { value: 'once', label: 'Once, on a day to come' },
  { value: 'week', label: 'Every week' },
  { value: 'month', label: 'Every month' },
]

/** When the transfer is made, with the days of one that is not made at once. */
export function WhenFields({ schedule, readOnly }: { schedule: ReturnType<typeof useSchedule>; readOnly: boolean }) {
  const { when, startsOn, endsOn, errorOf } = schedule
  return (
    <>
      <NativeSelect
        label="When"
        size="md"
        data={CHOICES}
        value={when}
        disabled={readOnly}
        onChange={({ currentTarget }) => {
          schedule.clear()
          schedule.setWhen(currentTarget.value as When)
        }}
      />
      {when !== 'now' && (
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
          <TextInput
            label={when === 'once' ? 'Day' : 'First day'}
            type="date"
            size="md"
            min={today()}
            value={startsOn}
            readOnly={readOnly}
            onChange={({ currentTarget }) => schedule.setStartsOn(currentTarget.value)}
            error={errorOf('startsOn')}
          />
          {when !== 'once' && (
            <TextInput
              label="Last day"
              type="date"
              size="md"
              min={startsOn}
              value={endsOn}
              readOnly={readOnly}
              onChange={({ currentTarget }) => schedule.setEndsOn(currentTarget.value)}
              description="You may leave it empty."
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              error={errorOf('endsOn')}
            />
          )}
        </SimpleGrid>
      )}
    </>
  )
}
