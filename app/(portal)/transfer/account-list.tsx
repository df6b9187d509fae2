import { Box, Group, Paper, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Money } from '@/app/_ui/money'
import { useWords } from '@/app/_ui/spoken'
import type { AccountChoice, AccountGroup } from './account-choices'
import classes from './account-list.module.css'

interface AccountListProps {
  id: string
  groups: AccountGroup[]
  /** The account that is chosen, and the one that Enter would choose. */
  value: string | null
  marked: string | null
  choose: (choice: AccountChoice) => void
}

/** The id of an account's line in a list. */
export const optionId = (listId: string, value: string): string => `${listId}-${value}`

/** The open list of a field for an account. The focus stays in the field, which names the marked line. */
export function AccountList({ id, groups, value, marked, choose }: AccountListProps) {
  const { choices: words, frame } = useWords()
  const popup = useRef<HTMLDivElement>(null)
  // Trap: an effect must return nothing, and newer browsers' scrollIntoView returns a promise.
  useEffect(() => {
    popup.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  useEffect(() => {
    if (marked) document.getElementById(optionId(id, marked))?.scrollIntoView({ block: 'nearest' })
  }, [id, marked])
  return (
    <Paper ref={popup} withBorder className={classes.popup} onMouseDown={(event) => event.preventDefault()}>
      {groups.length === 0 ? (
        <Text size="sm" c="dimmed" ta="center" p="xs">
          {words.nothingFound}
        </Text>
      ) : (
        <div role="listbox" id={id} aria-label={frame.links.accounts} className={classes.list}>
          {groups.map(({ group, items }) => (
            <Heading key={group} text={group}>
              {items.map((choice) => (
                <Group
                  key={choice.value}
                  role="option"
                  id={optionId(id, choice.value)}
                  aria-selected={choice.value === value}
                  aria-disabled={choice.disabled}
                  data-marked={choice.value === marked || undefined}
                  className={classes.option}
                  wrap="nowrap"
                  gap="sm"
                  onClick={() => choose(choice)}
                >
                  <Line choice={choice} />
                </Group>
              ))}
            </Heading>
          ))}
        </div>
      )}
    </Paper>
  )
}

/** A group of lines under its heading, or the lines alone where there is none. */
function Heading({ text, children }: { text: string; children: ReactNode }) {
  if (!text) return children
  return (
    <Box role="group" aria-label={text}>
      <div aria-hidden className={classes.heading}>
        {text}
      </div>
      {children}
    </Box>
  )
}

function Line({ choice }: { choice: AccountChoice }) {
  return (
    <>
      <Text size="sm" fw={550} flex={1}>
        <ForeignText>{choice.label}</ForeignText>
      </Text>
      <Text size="sm" className={`tabular ${classes.aside}`} truncate>
        {choice.money ? <Money {...choice.money} inherit /> : <bdi>{choice.aside}</bdi>}
      </Text>
    </>
  )
}
