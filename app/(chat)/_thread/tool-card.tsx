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
import type { AiyaMessage } from '@/lib/ai/aiya-message'

type ToolPart = Extract<AiyaMessage['parts'][number], { toolCallId: string }> | DynamicToolUIPart

const TOOLS: Record<string, { icon: ReactNode; running: string; done: string }> = {
  'tool-listAccounts': {
    icon: <IconBuildingBank size={14} />,
    running: 'Looking up your accounts',
    done: 'Looked up your accounts',
  },
  'tool-listTransactions': {
    icon: <IconReceipt size={14} />,
    running: 'Reading the statement',
    done: 'Read the statement',
  },
  'tool-listPayees': {
    icon: <IconUsers size={14} />,
    running: 'Looking up your payees',
    done: 'Looked up your payees',
  },
  'tool-listLimits': {
    icon: <IconGauge size={14} />,
    running: 'Looking up your limits',
    done: 'Looked up your limits',
  },
  'tool-listWaiting': {
    icon: <IconDeviceMobile size={14} />,
    running: 'Looking up what waits',
    done: 'Looked up what waits',
  },
  'tool-listAccountNumbers': {
    icon: <IconBuildingBank size={14} />,
    running: 'Looking up your account numbers',
    done: 'Looked up your account numbers',
  },
  'tool-orderWhen': {
    icon: <IconClock size={14} />,
    running: 'Keeping the order',
    done: 'Kept the order',
  },
  'tool-requestMandate': {
    icon: <IconDeviceMobile size={14} />,
    running: 'Asking for the mandate',
    done: 'Asked for the mandate',
  },
  'tool-transferFunds': {
    icon: <IconDeviceMobile size={14} />,
    running: 'Asking for the transfer',
    done: 'Asked for the transfer',
  },
  'tool-listProducts': {
    icon: <IconShoppingBag size={14} />,
    running: 'Looking around the shop',
    done: 'Looked around the shop',
  },
  'tool-getQuote': {
    icon: <IconChartLine size={14} />,
    running: 'Looking up the price',
    done: 'Looked up the price',
  },
  'tool-getPortfolio': {
    icon: <IconChartLine size={14} />,
    running: 'Looking up your shares',
    done: 'Looked up your shares',
  },
  'tool-buyProduct': {
    icon: <IconDeviceMobile size={14} />,
    running: 'Asking for the purchase',
    done: 'Asked for the purchase',
  },
  'tool-placeOrder': {
    icon: <IconDeviceMobile size={14} />,
    running: 'Asking for the order',
    done: 'Asked for the order',
  },
}

interface ToolCardProps {
  part: ToolPart
  /** Whether the answer still runs. In an answer that has ended, a call without a result came to nothing. */
  running: boolean
}

/** One line on what Aiya did, by the tool's result. The approval card tells what became of a transfer. */
export function ToolCard({ part, running }: ToolCardProps) {
  const { icon, running: doing, done } = TOOLS[part.type] ?? { icon: null, running: 'Working', done: 'Done' }
  const failed = part.state === 'output-error'
  const finished = part.state === 'output-available'
  const busy = running && !failed && !finished
  const words = failed ? `${doing} did not work` : finished ? (notAsked(part) ? 'Not asked' : done) : `${doing} …`
  return (
    <Group gap="xs" wrap="nowrap">
      <ThemeIcon size="sm" radius="xl" variant="light" color={failed ? 'red' : 'gray'}>
        {failed ? <IconAlertCircle size={14} /> : icon}
      </ThemeIcon>
      <Text size="sm" c="dimmed">
        {busy || failed || finished ? words : `${doing}: interrupted`}
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
