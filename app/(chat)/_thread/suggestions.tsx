import { Button, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { usePayees } from '@/app/_ui/use-bank'

/** What an empty chat shows: what can be asked, ready to send. */
export function Suggestions({ onPick }: { onPick: (text: string) => void }) {
  const payee = usePayees().payees?.[0]
  const suggestions = [
    'How much do I have?',
    'Move $25 from checking to savings',
    // By the name in the ledger: a nickname may hold anything that a customer was once talked into.
    ...(payee ? [`Pay ${payee.name} $10 for lunch`] : []),
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
