import { Group, Text } from '@mantine/core'
import { BrandSign } from '@/app/_ui/brand'
import { useWords } from '@/app/_ui/spoken'
import type { AiyaMetadata } from '@/lib/ai/aiya-message'

/** The bank's own notes on an answer: how it was cut short, if it was, and that no money moved in it. */
export function AnswerNotes({ ending, nothingMoved }: AiyaMetadata) {
  const { endings: said } = useWords().chat
  return (
    <>
      {ending && <Note>{said[ending]}</Note>}
      {nothingMoved && <Note>{said.nothingMoved}</Note>}
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
