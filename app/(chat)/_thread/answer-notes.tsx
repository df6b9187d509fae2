import { Group, Text } from '@mantine/core'
import { BrandSign } from '@/app/_ui/brand'
import type { AiyaMetadata } from '@/lib/ai/aiya-message'

const ENDINGS = {
  stopped: 'Stopped.',
  length: 'The answer was cut off: it reached its length limit.',
  filtered: 'The answer was cut off: the model’s provider withheld the rest.',
  error: 'Something went wrong here. What has moved is on the Approvals and Accounts pages.',
  empty: 'Aiya found no words. Please ask again, in other words.',
} as const satisfies Record<NonNullable<AiyaMetadata['ending']>, string>

/** The bank's own notes on an answer: how it was cut short, if it was, and that no money moved in it. */
export function AnswerNotes({ ending, nothingMoved }: AiyaMetadata) {
  return (
    <>
      {ending && <Note>{ENDINGS[ending]}</Note>}
      {nothingMoved && <Note>No money has moved in this answer.</Note>}
    </>
  )
}

function Note({ children }: { children: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <BrandSign size={18} />
      <Text size="sm" c="dimmed">
        {children}
      </Text>
    </Group>
  )
}
