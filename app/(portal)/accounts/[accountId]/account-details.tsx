'use client'

import { Button, Group, Stack, Text } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy, IconEye } from '@tabler/icons-react'
import { useState } from 'react'
import useSWR from 'swr'
import { ForeignText } from '@/app/_ui/foreign-text'
import { useWords } from '@/app/_ui/spoken'
import type { AccountDetails as Details } from '@/lib/ledger/accounts/account-details'

/** Holder and full number, once they are asked for, with a button that copies the number. */
export function AccountDetails({ accountId }: { accountId: string }) {
  const { statement: words } = useWords()
  const [shown, setShown] = useState(false)
  const { data, error, mutate } = useSWR<Details>(shown ? `/api/accounts/${accountId}/details` : null)
  const { copy, copied } = useClipboard()
  if (!data) {
    return (
      <Stack gap={4} align="flex-start">
        <Button
          variant="default"
          size="sm"
          onClick={() => (shown ? void mutate() : setShown(true))}
          leftSection={<IconEye size={16} aria-hidden />}
        >
          {words.showNumber}
        </Button>
        {error && (
          <Text role="alert" size="sm" c="var(--mantine-color-error)">
            {words.numberUnread}
          </Text>
        )}
      </Stack>
    )
  }
  return (
    <Group gap="sm">
      <div>
        <Text size="sm" c="dimmed">
          <ForeignText>{data.holder}</ForeignText>
        </Text>
        <Text fw={600} className="tabular">
          {data.number.replace(/(.{4})(?=.)/g, '$1 ')}
        </Text>
      </div>
      <Button
        variant="default"
        size="sm"
        onClick={() => copy(data.number)}
        leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      >
        <span aria-live="polite">{copied ? words.copied : words.copy}</span>
      </Button>
    </Group>
  )
}
