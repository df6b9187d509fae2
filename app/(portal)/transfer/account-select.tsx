'use client'

import { ComboboxChevron, Text, TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useId, useRef } from 'react'
import { ForeignText } from '@/app/_ui/foreign-text'
import { useWords } from '@/app/_ui/spoken'
import type { AccountGroup } from './account-choices'
import { AccountList, optionId } from './account-list'
import classes from './account-list.module.css'
import { useAccountList } from './use-account-list'
import { useIsCut } from './use-is-cut'

interface AccountSelectProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  groups: AccountGroup[]
  value?: string | null
  onChange?: (id: string) => void
}

/**
 * A list of accounts to choose from, each with its balance; typing narrows it. It is a field with a list below it as
 * the ARIA Authoring Practices describe one, and works with the page's first scripts (decision 088).
 */
export function AccountSelect({
  groups,
  value = null,
  onChange,
  onFocus,
  onBlur,
  readOnly,
  ...field
}: AccountSelectProps) {
  const { choices: words } = useWords()
  const listId = useId()
  const list = useAccountList({ groups, value, readOnly: Boolean(readOnly), onChange: (id) => onChange?.(id) })
  const { opened, marked, shown } = list
  const input = useRef<HTMLInputElement>(null)
  const isCut = useIsCut(input, list.text)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a press before React took over has left the focus and no more
  useEffect(() => {
    if (document.activeElement !== input.current) return
    input.current?.select()
    list.onClick()
  }, [])
  return (
    <TextInput
      size="md"
      placeholder={words.choose}
      rightSection={<ComboboxChevron size={field.size ?? 'md'} error={field.error} />}
      rightSectionPointerEvents="none"
      inputContainer={(input) => (
        <>
          <div className={classes.place}>
            {input}
            {opened && <AccountList id={listId} {...{ groups: shown, value, marked }} choose={list.choose} />}
          </div>
          {/* The field has the whole name for a screen reader, and cuts off the account's last digits on a screen. */}
          {isCut && list.names && (
            <Text size="sm" mt={4} aria-hidden>
              <ForeignText>{list.text}</ForeignText>
            </Text>
          )}
        </>
      )}
      {...field}
      ref={input}
      role="combobox"
      aria-haspopup="listbox"
      aria-autocomplete="list"
      aria-expanded={opened}
      aria-controls={opened && shown.length > 0 ? listId : undefined}
      aria-activedescendant={opened && marked ? optionId(listId, marked) : undefined}
      autoComplete="off"
      readOnly={readOnly}
      value={list.text}
      onChange={list.onType}
      onKeyDown={list.onKeyDown}
      // What is typed next replaces the name of the account that is chosen, however the field was entered.
      onFocus={(event) => {
        event.currentTarget.select()
        onFocus?.(event)
      }}
      onClick={(event) => {
        if (!opened) event.currentTarget.select()
        list.onClick()
      }}
      onBlur={(event) => {
        list.close()
        onBlur?.(event)
      }}
    />
  )
}
