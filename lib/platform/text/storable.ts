/** Characters that Postgres text cannot hold: the null character, and half a character of UTF-16. */
const UNSTORABLE = /[\0\p{Cs}]/u

/** Whether Postgres can store a text unchanged. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text)
}

/**
 * The path of the first text in a JSON value that cannot be stored, such as `message.parts.0.text`; member names are
 * checked too. Undefined where every text can be stored; the value itself has the empty path.
 */
export function unstorableMember(value: unknown): string | undefined {
  // Not recursive, because a body may be nested as deep as its size allows.
  const left: [path: string[], value: unknown][] = [[[], value]]
  for (let next = left.pop(); next; next = left.pop()) {
    const [path, one] = next
    if (typeof one === 'string' && !isStorable(one)) return path.join('.')
    if (typeof one !== 'object' || one === null) continue
    for (const [name, member] of Object.entries(one)) {
      if (!isStorable(name)) return [...path, name.replace(/[\0\p{Cs}]/gu, '\uFFFD')].join('.')
      left.push([[...path, name], member])
    }
  }
  return undefined
}
