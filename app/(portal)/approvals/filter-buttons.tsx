'use client'

import { Button, Group } from '@mantine/core'
import { useSearchParams } from 'next/navigation'
import { useWords } from '@/app/_ui/spoken'
import { FILTERS, type Filter, filterCalled } from './approvals-list'

/** The id of the chosen filter's button, which gets the focus where what had it has left the list. */
export const CHOSEN_FILTER = 'chosen-filter'

/** The list's filter, which lives in the page's address, so that it outlasts a reload and can be kept as a bookmark. */
export function useFilter(): Filter {
  return filterCalled(useSearchParams().get('show'))
}

/** The buttons that narrow the list. */
export function FilterButtons() {
  const chosen = useFilter()
  const { approvals: words } = useWords()
  return (
    <Group role="group" aria-label={words.show} gap={6} data-screen-only>
      {(Object.keys(FILTERS) as Filter[]).map((filter) => (
        <Button
          key={filter}
          id={filter === chosen ? CHOSEN_FILTER : undefined}
          size="xs"
          radius="xl"
          variant={filter === chosen ? 'filled' : 'default'}
          aria-pressed={filter === chosen}
          onClick={() => choose(filter)}
        >
          {words.filters[filter]}
        </Button>
      ))}
    </Group>
  )
}

/** Without a question to the server: the page itself stays the same. */
function choose(filter: string): void {
  const { pathname } = window.location
  window.history.replaceState(null, '', filter === 'all' ? pathname : `${pathname}?show=${filter}`)
}
