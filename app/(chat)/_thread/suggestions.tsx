import { Button, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core'
import { useAgentTransfers } from '@/app/_ui/asking'
import { useWords } from '@/app/_ui/spoken'
import { useAccounts, usePayees } from '@/app/_ui/use-bank'
import { useWaitingCount } from '@/app/_ui/waiting-count'
import { suggestedWords } from './suggested-words'

interface SuggestionsProps {
  onPick: (text: string) => void
  hasOrders: boolean
  /** Whether the chat stands beside a page, which has a heading of its own. */
  beside: boolean
}

/** The suggestions in an empty chat, for this customer as things are, in the only language that Aiya knows. A press sends one. */
export function Suggestions({ onPick, hasOrders, beside }: SuggestionsProps) {
  const words = useWords()
  const { accounts, error: noAccounts } = useAccounts()
  const { payees, error: noPayees } = usePayees()
  const waiting = useWaitingCount()
  const frozen = Boolean(useAgentTransfers().agents?.frozenAt)
  // All at once: a button that is pressed must not have moved away.
  const isThere = (accounts || noAccounts) && (payees || noPayees)
  const suggested = suggestedWords({ accounts: accounts ?? [], payees: payees ?? [], waiting, frozen, hasOrders })
  return (
    <Stack align="center" justify="center" gap="lg" mih="50vh" px="md">
      <Stack gap={4} align="center">
        <Title order={beside ? 3 : 1} size="h2" ta="center">
          {words.chat.thread.greeting}
        </Title>
        <Text c="dimmed" ta="center" maw={420} style={{ textWrap: 'balance' }}>
          {words.chat.thread.greetingText}
        </Text>
        {words.chat.onlyEnglish && (
          <Text fw={550} ta="center" maw={420}>
            {words.chat.onlyEnglish}
          </Text>
        )}
      </Stack>
      <SimpleGrid cols={beside ? 1 : { base: 1, xs: 2 }} w="100%" maw={560} aria-busy={!isThere}>
        {!isThere && [1, 2, 3, 4].map((place) => <Skeleton key={place} height={44} />)}
        {isThere &&
          suggested.map((text, place) => (
            <Button
              key={text}
              lang="en"
              variant="default"
              h="auto"
              py="sm"
              styles={{
                root: place % 2 === 0 && place === suggested.length - 1 ? { gridColumn: '1 / -1' } : {},
                label: { whiteSpace: 'normal', lineHeight: 1.4, textWrap: 'balance' },
              }}
              onClick={() => onPick(text)}
            >
              {text}
            </Button>
          ))}
      </SimpleGrid>
    </Stack>
  )
}
