'use client'

import { useEffect } from 'react'

/**
 * Tells React what was typed and chosen before the page's scripts had come. React takes the fields over as the server made them:
 * what was typed would stand in its field, and the form would not know it. Boxes to tick are in no page before its scripts.
 */
export function TypedBefore() {
  useEffect(() => {
    for (const field of document.querySelectorAll<HTMLElement>(':is(input,textarea,select)')) tellReact(field)
  }, [])
  return null
}

function tellReact(field: Element): void {
  if (field instanceof HTMLSelectElement) {
    const isChanged = [...field.options].some(({ selected, defaultSelected }) => selected !== defaultSelected)
    if (isChanged) field.dispatchEvent(new Event('change', { bubbles: true }))
  } else if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
    if (field.value !== field.defaultValue) typeAgain(field)
  }
}

function typeAgain(field: HTMLInputElement | HTMLTextAreaElement): void {
  const { value, defaultValue, selectionStart, selectionEnd } = field
  // A list's field names what is chosen, and what is typed into it is sought.
  const isList = field.getAttribute('role') === 'combobox'
  const typed = isList && value.startsWith(defaultValue) ? value.slice(defaultValue.length) : value
  field.value = ''
  // The prototype's own setter, of which React does not hear.
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, typed)
  if (document.activeElement === field && selectionStart !== null)
    field.setSelectionRange(isList ? typed.length : selectionStart, isList ? typed.length : selectionEnd)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
