'use client'

import { Group, Select, type SelectProps, Text } from '@mantine/core'
import type { AccountChoice } from './account-choices'

/** A list of accounts to choose from, each with its balance; typing narrows it. */
export function AccountSelect(props: SelectProps) {
  return (
    <Select
      size="md"
      searchable
      selectFirstOptionOnChange
      allowDeselect={false}
      checkIconPosition="right"
      placeholder="Choose"
      nothingFoundMessage="No account of that name"
      maxDropdownHeight={320}
      renderOption={({ option }) => <Choice choice={option as AccountChoice} />}
      {...props}
    />
  )
}

function Choice({ choice }: { choice: AccountChoice }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm" w="100%">
      <Text size="sm" fw={550} truncate>
        <bdi>{choice.label}</bdi>
      </Text>
      <Text size="sm" c="dimmed" className="tabular" style={{ flex: 'none' }} maw="45%" truncate>
        <bdi>{choice.aside}</bdi>
      </Text>
    </Group>
  )
}
