import { Anchor, Button, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import { isToolUIPart } from 'ai'
import type { ReactNode } from 'react'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Moment } from '@/app/_ui/moment'
import { Money } from '@/app/_ui/money'
import { PageLink } from '@/app/_ui/page-link'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { sumDecimals } from '@/app/(portal)/accounts/sum-decimals'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { useOfferWords } from './offered-words'

type Part = AiyaMessage['parts'][number]

const ASKING = ['transferFunds', 'buyProduct', 'placeOrder', 'orderWhen', 'requestMandate'].map(
  (name) => `tool-${name}`,
)

/** Whether this answer only looks up. One that asks for something has the approval's card, and needs no other. */
export function onlyLooksUp(parts: Part[]): boolean {
  return !parts.some((part) => isToolUIPart(part) && ASKING.includes(part.type))
}

/**
 * What was found in the shop or at the brokerage, on a card. All of it is the tool's result, and none of it the model's
 * words. A button writes a sentence for the customer to send; the price is asked for anew then.
 */
export function FoundCard({ part }: { part: Part }) {
  if (!isToolUIPart(part) || part.state !== 'output-available') return null
  if (part.type === 'tool-listProducts' && 'products' in part.output)
    return <ProductsCard products={part.output.products} />
  if (part.type === 'tool-getQuote' && 'quote' in part.output) return <QuoteCard quote={part.output.quote} />
  if (part.type === 'tool-getPortfolio' && 'holdings' in part.output) return <HoldingsCard {...part.output} />
  return null
}

type Output<Name extends Part['type']> = Extract<Part, { type: Name; state: 'output-available' }>['output']
type Products = Extract<Output<'tool-listProducts'>, { products: unknown }>['products']

function ProductsCard({ products }: { products: Products }) {
  const { chat: words } = useWords()
  if (products.length === 0) return null
  return (
    <Frame name={words.found.shop} source={words.source.shop}>
      <SimpleGrid
        component="ul"
        cols={{ base: 1, sm: products.length === 1 ? 1 : 2 }}
        spacing="lg"
        verticalSpacing={4}
        p={0}
        m={0}
      >
        {products.map(({ id, name, price, currency }) => (
          <Group key={id} component="li" justify="space-between" wrap="nowrap" gap="xs">
            <Stack gap={0}>
              <Text size="sm" fw={600} lh={1.3}>
                <ForeignText>{name}</ForeignText>
              </Text>
              <Money amount={price} currency={currency} size="sm" c="dimmed" />
            </Stack>
            <WritesButton verb="Buy" thing={name} />
          </Group>
        ))}
      </SimpleGrid>
    </Frame>
  )
}

type Quote = Extract<Output<'tool-getQuote'>, { quote: unknown }>['quote']

function QuoteCard({ quote: { ticker, price, currency, at } }: { quote: Quote }) {
  const { words: all, say, rich } = useSpeech()
  const { chat: words } = all
  return (
    <Frame name={say(words.found.price, { ticker })} source={words.source.brokerage}>
      <Group justify="space-between" gap="sm">
        <Stack gap={0}>
          <Group gap="xs" align="baseline">
            <Text fw={600}>{ticker}</Text>
            <Money amount={price} currency={currency} fz={22} fw={650} lh={1.2} />
          </Group>
          <Text size="xs" c="dimmed">
            {rich(words.found.shareAt, { when: <Moment at={at} /> })}
          </Text>
        </Stack>
        <Group gap="xs">
          <WritesButton verb="Buy" thing={ticker} />
          <WritesButton verb="Sell" thing={ticker} />
        </Group>
      </Group>
    </Frame>
  )
}

type Found = Extract<Output<'tool-getPortfolio'>, { holdings: unknown }>

function HoldingsCard({ holdings }: Found) {
  const { words: all, say, money } = useSpeech()
  const { chat: words } = all
  const [first] = holdings
  if (!first) return null
  // All shares are quoted in one currency.
  const total = sumDecimals(
    holdings.map(({ value }) => value),
    first.currency,
  )
  return (
    <Frame name={words.found.shares} source={words.source.brokerage}>
      <Stack component="ul" gap={4} p={0} m={0}>
        {holdings.map(({ ticker, qty, price, value, currency }) => (
          <Group key={ticker} component="li" justify="space-between" wrap="nowrap" gap="xs">
            <Text size="sm">
              <b>{ticker}</b>{' '}
              <Text span size="sm" c="dimmed">
                {qty} × <Money amount={price} currency={currency} size="sm" />
              </Text>
            </Text>
            <Money amount={value} currency={currency} size="sm" fw={600} />
          </Group>
        ))}
      </Stack>
      <Group justify="space-between" gap="xs">
        <Anchor component={PageLink} href="/portfolio" size="sm" underline="always">
          {words.found.portfolio}
        </Anchor>
        <Text size="sm" fw={650} className="tabular">
          {say(words.found.total, { money: money(total, first.currency) })}
        </Text>
      </Group>
    </Frame>
  )
}

/** The customer chooses how many in the sentence itself: the number in it is marked, so that another one replaces it. */
function WritesButton({ verb, thing }: { verb: 'Buy' | 'Sell'; thing: string }) {
  const offer = useOfferWords()
  const { words, say } = useSpeech()
  const { found } = words.chat
  return (
    <Button
      variant="default"
      size="compact-sm"
      style={{ flexShrink: 0 }}
      aria-label={say(verb === 'Buy' ? found.buyThing : found.sellThing, { thing })}
      onClick={() => offer(`${verb} 1 ${thing}`)}
    >
      {verb === 'Buy' ? found.buy : found.sell}
    </Button>
  )
}

function Frame({ name, source, children }: { name: string; source: string; children: ReactNode }) {
  return (
    <Paper component="section" aria-label={name} withBorder radius="lg" p="md" maw={560} style={{ listStyle: 'none' }}>
      <Stack gap="sm">
        <Text size="xs" c="dimmed">
          {source}
        </Text>
        {children}
      </Stack>
    </Paper>
  )
}
