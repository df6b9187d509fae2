'use client'

import { NativeSelect, SimpleGrid, TextInput } from '@mantine/core'
import { useWords } from '@/app/_ui/spoken'
import { today, type useSchedule, type When } from './use-schedule'

const CHOICES: When[] = ['now', 'once', 'week', 'month']

/** When the transfer is made, with the days of one that is not made at once. */
export function WhenFields({ schedule, readOnly }: { schedule: ReturnType<typeof useSchedule>; readOnly: boolean }) {
  const { when, startsOn, endsOn, errorOf } = schedule
  const { when: words } = useWords().transfer
  return (
    <>
      <NativeSelect
        label={words.label}
        size="md"
        data={CHOICES.map((value) => ({ value, label: words[value] }))}
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
            label={when === 'once' ? words.day : words.firstDay}
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
              label={words.lastDay}
              type="date"
              size="md"
              min={startsOn}
              value={endsOn}
              readOnly={readOnly}
              onChange={({ currentTarget }) => schedule.setEndsOn(currentTarget.value)}
              description={words.mayBeEmpty}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              error={errorOf('endsOn')}
            />
          )}
        </SimpleGrid>
      )}
    </>
  )
}
