import { Button, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useAgentTransfers } from '@/app/_ui/asking'
import { usePayees } from '@/app/_ui/use-bank'

/** The suggestions in an empty chat. A press sends one. */
export function Suggestions({ onPick }: { onPick: (text: string) => void }) {
  const payee = usePayees().payees?.[0]
  const frozen = Boolean(useAgentTransfers().agents?.frozenAt)
  const suggestions = [
    'How much do I have?',
    ...(frozen ? [] : ['Move $25 from checking to savings']),
    // The name in the ledger, because a nickname may hold anything that somebody talked the customer into.
    ...(payee && !frozen ? [`Pay ${payee.name} $10 for lunch`] : []),
    'Show my last 5 transactions in checking',
  ]
  return (
    <Stack align="center" justify="center" gap="lg" mih="50vh" px="md">
      <Stack gap={4} align="center">
        <Title order={1} size="h2" ta="center">
          Hi, I’m Aiya
        </Title>
        <Text c="dimmed" ta="center" maw={420}>
          I can look things up and ask to move money. Before anything moves, you see it on your phone and decide there.
        </Text>
      </Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }} w="100%" maw={560}>
        {suggestions.map((text) => (
          <Button
            key={text}
            variant="default"
            h="auto"
            py="sm"
            styles={{ label: { whiteSpace: 'normal', lineHeight: 1.4 } }}
            onClick={() => onPick(text)}
          >
            {text}
          </Button>
        ))}
      </SimpleGrid>
    </Stack>
  )
}
