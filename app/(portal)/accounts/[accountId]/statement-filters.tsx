'use client'

import { Button, Group, Paper, SegmentedControl, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconAdjustmentsHorizontal, IconSearch, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { memberWords } from '@/app/_ui/problem-words'
import { useWords } from '@/app/_ui/spoken'
import type { MemberError } from '@/lib/platform/http/problem'
import { AmountLimit } from './amount-limit'
import { StatementFiles } from './statement-files'
import type { Filter } from './use-filter'

/** A pause in the typing after which the bank is asked. */
const TYPING_MS = 300
/** Of the contract's limit for a text that is searched for. */
const SEARCHED_CHARACTERS_MAX = 100

interface StatementFiltersProps {
  accountId: string
  currency: string
  filter: Filter
  isFiltered: boolean
  change: (members: Filter) => void
  clear: () => void
  /** What the bank says is wrong with the filter. */
  errors: MemberError[]
}

/** A search over payees and memos, and filters that combine with it. */
export function StatementFilters({
  accountId,
  currency,
  filter,
  isFiltered,
  change,
  clear,
  errors,
}: StatementFiltersProps) {
  const all = useWords()
  const { filters: words } = all.statement
  const { q, direction, ...others } = filter
  const [more, setMore] = useState(Object.keys(others).length > 0)
  const [typed, setTyped] = useState(q ?? '')
  // A search that was cleared elsewhere empties its field.
  const [shown, setShown] = useState(q)
  if (shown !== q) {
    setShown(q)
    if (q === undefined) setTyped('')
  }
  const search = useDebouncedCallback((text: string) => change({ q: text.trim() }), {
    delay: TYPING_MS,
    flushOnUnmount: false,
  })
  const errorOf = (member: keyof Filter) => {
    const wrong = errors.find((error) => error.member === member)
    return wrong && memberWords(wrong.message, all)
  }
  const directions = [
    { label: words.all, value: '' },
    { label: words.in, value: 'in' },
    { label: words.out, value: 'out' },
  ]
  return (
    <Paper
      component="search"
      aria-label={words.name}
      radius="lg"
      p={{ base: 'md', sm: 'lg' }}
      withBorder
      data-screen-only
    >
      <Stack gap="md">
        <Group gap="sm" align="flex-end">
          <TextInput
            label={words.search}
            placeholder={words.searched}
            flex="1 1 14rem"
            value={typed}
            maxLength={SEARCHED_CHARACTERS_MAX}
            onChange={({ currentTarget }) => {
              setTyped(currentTarget.value)
              search(currentTarget.value)
            }}
            onKeyDown={({ key }) => key === 'Enter' && search.flush()}
            leftSection={<IconSearch size={16} aria-hidden />}
            error={errorOf('q')}
          />
          <SegmentedControl
            aria-label={words.direction}
            data={directions}
            value={direction ?? ''}
            onChange={(value) => change({ direction: value })}
          />
          <Button
            variant="default"
            aria-expanded={more}
            onClick={() => setMore(!more)}
            leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          >
            {words.more}
          </Button>
          <StatementFiles accountId={accountId} filter={filter} />
          {isFiltered && (
            <Button variant="subtle" onClick={clear} leftSection={<IconX size={16} aria-hidden />}>
              {words.clear}
            </Button>
          )}
        </Group>
        {more && (
          <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
            <TextInput
              label={words.from}
              type="date"
              value={filter.from ?? ''}
              onChange={({ currentTarget }) => change({ from: currentTarget.value })}
              error={errorOf('from')}
            />
            <TextInput
              label={words.to}
              type="date"
              value={filter.to ?? ''}
              onChange={({ currentTarget }) => change({ to: currentTarget.value })}
              error={errorOf('to')}
            />
            <AmountLimit
              label={words.least}
              currency={currency}
              value={filter.min}
              change={(min) => change({ min })}
              error={errorOf('min')}
            />
            <AmountLimit
              label={words.most}
              currency={currency}
              value={filter.max}
              change={(max) => change({ max })}
              error={errorOf('max')}
            />
          </SimpleGrid>
        )}
      </Stack>
    </Paper>
  )
}
