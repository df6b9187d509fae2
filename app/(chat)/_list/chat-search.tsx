import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRef } from 'react'
import { useWords } from '@/app/_ui/spoken'
import { SEARCHED_CHARACTERS_MAX } from '@/lib/platform/text/limits'

interface ChatSearchProps {
  words: string
  onWords: (words: string) => void
}

/** The field that narrows the list of chats to those that hold its words. Escape empties it. */
export function ChatSearch({ words, onWords }: ChatSearchProps) {
  const { list: said } = useWords().chat
  const field = useRef<HTMLInputElement>(null)
  const clear = () => {
    onWords('')
    field.current?.focus()
  }
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label={said.searchName}
      placeholder={said.search}
      size="sm"
      maxLength={SEARCHED_CHARACTERS_MAX}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={words && <CloseButton size="sm" aria-label={said.clearSearch} onClick={clear} />}
      value={words}
      onChange={(event) => onWords(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || words === '') return
        // Within a drawer, which would close.
        event.stopPropagation()
        clear()
      }}
    />
  )
}
