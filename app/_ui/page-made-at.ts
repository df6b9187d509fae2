/** When the server began to make this document, in milliseconds by its own clock; null on the server itself. */
export function pageMadeAt(): number | null {
  const made = typeof document === 'undefined' ? undefined : document.documentElement.dataset.madeAt
  return made ? Number(made) : null
}
