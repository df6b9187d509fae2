import type { ComponentProps } from 'react'

/**
 * A form of the page's scripts. Until they have come its button does nothing: with any other method the browser would load the page
 * anew, and what was typed would be gone (HTML, form submission algorithm: `dialog` outside of a dialog ends there).
 */
export function Form(props: Omit<ComponentProps<'form'>, 'method' | 'action'>) {
  return <form {...props} method="dialog" />
}
