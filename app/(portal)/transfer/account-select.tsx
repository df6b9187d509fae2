'use client'

import { Group, Select, type SelectProps, Text } from '@mantine/core'
import type { KeyboardEvent } from 'react'
import { Money } from '@/app/_ui/money'
import { useWords } from '@/app/_ui/spoken'
import type { AccountChoice } from './account-choices'

/** A list of accounts to choose from, each with its balance; typing narrows it. */
export function AccountSelect(props: SelectProps) {
  const { choices: words } = useWords()
  return (
    <Select
      size="md"
      searchable
      // The list would lie over the field's own error, and over the next field.
      openOnFocus={false}
      selectFirstOptionOnChange
      // Made on opening, the list would come a frame after the letters, and who types fast would press Enter on nothing.
      comboboxProps={{ keepMounted: true }}
      onKeyDown={chooseMarked}
      allowDeselect={false}
      checkIconPosition="right"
      placeholder={words.choose}
      nothingFoundMessage={words.nothingFound}
      maxDropdownHeight={320}
      renderOption={({ option }) => <Choice choice={option as AccountChoice} />}
      {...props}
    />
  )
}

/**
 * Enter in an open list chooses the option that the list marks, and never sends the form: it would pay from the account
 * chosen before. Mantine counts the marked option's place apart, and loses the count after the first letter.
 */
function chooseMarked(event: KeyboardEvent<HTMLInputElement>) {
  if (event.key !== 'Enter' || event.nativeEvent.isComposing) return
  const list = document.getElementById(event.currentTarget.getAttribute('aria-controls') ?? '')
  if (!list) return
  event.preventDefault()
  list.querySelector<HTMLElement>('[data-combobox-selected]')?.click()
}

function Choice({ choice }: { choice: AccountChoice }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" w="100%">
      <Text size="sm" fw={550} truncate>
        <bdi>{choice.label}</bdi>
      </Text>
      <Text size="sm" c="dimmed" className="tabular" style={{ flex: 'none' }} maw="45%" truncate>
        {choice.money ? <Money {...choice.money} inherit /> : <bdi>{choice.aside}</bdi>}
      </Text>
    </Group>
  )
}
