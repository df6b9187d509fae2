import { Group, Loader, Text, ThemeIcon } from '@mantine/core'
import { IconAlertCircle, IconBuildingBank, IconDeviceMobile, IconReceipt, IconUsers } from '@tabler/icons-react'
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
  'tool-transferFunds': {
    icon: <IconDeviceMobile size={14} />,
    running: 'Asking for the transfer',
    done: 'Asked for the transfer',
  },
}

/** What Aiya did, in a line: which tool, and whether it is done. What became of a transfer is the approval card's. */
export function ToolCard({ part }: { part: ToolPart }) {
  const { icon, running, done } = TOOLS[part.type] ?? { icon: null, running: 'Working', done: 'Done' }
  const failed = part.state === 'output-error'
  const finished = part.state === 'output-available'
  return (
    <Group gap="xs" wrap="nowrap">
      <ThemeIcon size="sm" radius="xl" variant="light" color={failed ? 'red' : 'gray'}>
        {failed ? <IconAlertCircle size={14} /> : icon}
      </ThemeIcon>
      <Text size="sm" c="dimmed">
        {failed ? `${running} did not work` : finished ? done : `${running} …`}
      </Text>
      {!failed && !finished && <Loader size={12} aria-hidden />}
    </Group>
  )
}
