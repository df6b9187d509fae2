/** A text of JSON, with the colon behind it if it is a member's name; or where an object begins or ends (RFC 8259 section 2). */
const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/g

/**
 * The first name that stands twice in one object of a valid JSON text: readers take the first, the last or neither of them
 * (RFC 8259 section 4), so that two parties can read two orders. Undefined where there is none.
 */
export function repeatedMember(json: string): string | undefined {
  // The names of each object around a place. Not recursive, because a body may be nested deep.
  const around: Set<string>[] = []
  for (const [token, text, colon] of json.matchAll(TOKEN)) {
    if (token === '{') around.push(new Set())
    if (token === '}') around.pop()
    if (text === undefined || colon === undefined) continue
    const name = String(JSON.parse(text))
    const names = around.at(-1)
    if (names?.has(name)) return name
    names?.add(name)
  }
}
