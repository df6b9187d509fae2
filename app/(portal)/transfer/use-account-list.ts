import { type ChangeEvent, type KeyboardEvent, useState } from 'react'
import type { AccountChoice, AccountGroup } from './account-choices'

interface Choosing {
  groups: AccountGroup[]
  value: string | null
  readOnly: boolean
  onChange: (id: string) => void
}

/** Which of the choices are shown, which one is marked for Enter, and what each key does about it. */
export function useAccountList({ groups, value, readOnly, onChange }: Choosing) {
  // Null while nothing is typed: the field then names the account that is chosen.
  const [typed, setTyped] = useState<string | null>(null)
  const [opened, setOpened] = useState(false)
  const [marked, setMarked] = useState<string | null>(null)
  const shown = matching(groups, typed ?? '')
  const chosen = choicesOf(groups).find((choice) => choice.value === value)

  const close = () => {
    setOpened(false)
    setTyped(null)
    setMarked(null)
  }
  const choose = (choice: AccountChoice) => {
    if (choice.disabled) return
    close()
    if (choice.value !== value) onChange(choice.value)
  }
  /** Opens the list with the chosen account marked for Enter, or else with `first`. */
  const open = (first: AccountChoice | undefined) => {
    setOpened(true)
    setMarked((usableOf(shown).find((choice) => choice.value === value) ?? first)?.value ?? null)
  }
  const move = (step: 1 | -1) => {
    const usable = usableOf(shown)
    const place = usable.findIndex((choice) => choice.value === marked)
    const next = place === -1 && step === -1 ? -1 : (place + step) % usable.length
    setMarked(usable.at(next)?.value ?? null)
  }

  const chooseMarked = () => {
    const choice = usableOf(shown).find((candidate) => candidate.value === marked)
    if (choice) choose(choice)
  }
  const markNext = () => move(1)
  const markPrevious = () => move(-1)
  const openMarked = () => open(usableOf(shown)[0])
  // Enter in an open list never sends the form, which would pay from the account chosen before.
  const actions: Partial<Record<string, () => void>> = opened
    ? { ArrowDown: markNext, ArrowUp: markPrevious, Enter: chooseMarked, Escape: close }
    : { ArrowDown: openMarked, ArrowUp: openMarked }
  const onKeyDown = (event: KeyboardEvent) => {
    const act = readOnly || event.nativeEvent.isComposing ? undefined : actions[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const onType = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    setTyped(currentTarget.value)
    setOpened(true)
    setMarked(usableOf(matching(groups, currentTarget.value))[0]?.value ?? null)
  }

  return {
    text: typed ?? chosen?.label ?? '',
    /** Whether the text is the name of the account that is chosen. */
    names: typed === null && chosen !== undefined,
    opened: opened && !readOnly,
    shown,
    marked,
    choose,
    close,
    onClick: () => opened || readOnly || open(undefined),
    onType,
    onKeyDown,
  }
}

const choicesOf = (groups: AccountGroup[]) => groups.flatMap(({ items }) => items)

const usableOf = (groups: AccountGroup[]) => choicesOf(groups).filter(({ disabled }) => !disabled)

/** The choices whose name has the typed text in it. */
function matching(groups: AccountGroup[], text: string): AccountGroup[] {
  const sought = searched(text)
  return groups
    .map(({ group, items }) => ({ group, items: items.filter(({ label }) => searched(label).includes(sought)) }))
    .filter(({ items }) => items.length > 0)
}

/** Without what sets a name's direction apart (foreign-text.tsx), which nobody types. */
const searched = (text: string) =>
  text
    .replace(/[\u2068\u2069]/g, '')
    .trim()
    .toLowerCase()
