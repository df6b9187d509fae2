'use client'

import { useEffect } from 'react'

/**
 * Tells React what was typed and chosen before the page's scripts had come. React takes the fields over as the server made them:
 * what was typed or ticked would stand in its field, and the form would not know it.
 */
export function TypedBefore() {
  useEffect(() => {
    const { href } = window.location
    for (const field of document.querySelectorAll<HTMLElement>(':is(input,textarea,select)')) tellReact(field)
    if (window.location.href === href) return
    // A filter went into the address, of which Next hears once its own effects have run, which come after this one.
    const timer = window.setTimeout(() => window.history.replaceState(null, '', window.location.href))
    return () => window.clearTimeout(timer)
  }, [])
  return null
}

function tellReact(field: Element): void {
  if (field instanceof HTMLSelectElement) {
    const isChanged = [...field.options].some(({ selected, defaultSelected }) => selected !== defaultSelected)
    if (isChanged) field.dispatchEvent(new Event('change', { bubbles: true }))
  } else if (field instanceof HTMLInputElement && /^(?:checkbox|radio)$/.test(field.type)) {
    if (field.checked !== field.defaultChecked) tickAgain(field)
  } else if (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) {
    if (field.value !== field.defaultValue) typeAgain(field)
  }
}

/** One of several that lost its tick to another needs no press of its own: React hears of the other. */
function tickAgain(field: HTMLInputElement): void {
  if (field.type === 'radio' && !field.checked) return
  field.checked = field.defaultChecked
  field.click()
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
