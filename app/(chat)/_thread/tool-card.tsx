import { Group, Loader, Text, ThemeIcon } from '@mantine/core'
import {
  IconAlertCircle,
  IconBuildingBank,
  IconChartLine,
  IconClock,
  IconDeviceMobile,
  IconGauge,
  IconReceipt,
  IconShoppingBag,
  IconUsers,
} from '@tabler/icons-react'
import type { DynamicToolUIPart } from 'ai'
import type { ReactNode } from 'react'
import { useSpeech } from '@/app/_ui/spoken'
import type { Words } from '@/app/_words/dictionary'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

type ToolPart = Extract<AiyaMessage['parts'][number], { toolCallId: string }> | DynamicToolUIPart

type Doing = { [Name in keyof Tools]: Tools[Name] extends { done: string } ? Name : never }[keyof Tools]
type Tools = Words['chat']['tools']

const ICONS: Record<Exclude<Doing, 'otherwise'>, ReactNode> = {
  listAccounts: <IconBuildingBank size={14} />,
  listTransactions: <IconReceipt size={14} />,
  listPayees: <IconUsers size={14} />,
  listLimits: <IconGauge size={14} />,
  listWaiting: <IconDeviceMobile size={14} />,
  listAccountNumbers: <IconBuildingBank size={14} />,
  orderWhen: <IconClock size={14} />,
  requestMandate: <IconDeviceMobile size={14} />,
  transferFunds: <IconDeviceMobile size={14} />,
  listProducts: <IconShoppingBag size={14} />,
  getQuote: <IconChartLine size={14} />,
  getPortfolio: <IconChartLine size={14} />,
  buyProduct: <IconDeviceMobile size={14} />,
  placeOrder: <IconDeviceMobile size={14} />,
}

/** The tool of a part, by its name without the AI SDK's prefix; null for one that this page does not know. */
function toolOf(type: string): keyof typeof ICONS | null {
  const name = type.replace(/^tool-/, '')
  return Object.hasOwn(ICONS, name) ? (name as keyof typeof ICONS) : null
}

interface ToolCardProps {
  part: ToolPart
  /** Whether the answer still runs. In an answer that has ended, a call without a result came to nothing. */
  running: boolean
}

/** One line on what Aiya did, by the tool's result. The approval card tells what became of a transfer. */
export function ToolCard({ part, running }: ToolCardProps) {
  const { words: all, say } = useSpeech()
  const { tools } = all.chat
  const tool = toolOf(part.type)
  const { doing, done } = tools[tool ?? 'otherwise']
  const failed = part.state === 'output-error'
  const finished = part.state === 'output-available'
  const busy = running && !failed && !finished
  const sentence = failed ? tools.failed : busy ? tools.busy : tools.interrupted
  const words = finished ? (notAsked(part) ? tools.notAsked : done) : say(sentence, { doing })
  return (
    <Group gap="xs" wrap="nowrap" data-unsaid={finished || undefined}>
      <ThemeIcon size="sm" radius="xl" variant="light" color={failed ? 'red' : 'gray'}>
        {failed ? <IconAlertCircle size={14} /> : tool && ICONS[tool]}
      </ThemeIcon>
      <Text size="sm" c="dimmed">
        {words}
      </Text>
      {busy && <Loader size={12} aria-hidden />}
    </Group>
  )
}

/** Whether the bank refused before asking the phone: a limit, a price, a frozen account, or frozen agents. */
function notAsked(part: ToolPart): boolean {
  if (part.type !== 'tool-transferFunds' && part.type !== 'tool-buyProduct' && part.type !== 'tool-placeOrder')
    return false
  return part.state === 'output-available' && part.output.status === 'refused'
}
