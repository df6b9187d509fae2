/** A reader can follow this many arguments by position. With more, two neighbours of one type can be swapped unseen. */
const PARAMETERS_BY_PLACE_MAX = 3

/** The functions in these SQL texts whose arguments must be named at a call. */
export function functionsCalledByName(texts: string[]): string[] {
  return texts.flatMap((text) =>
    [...text.matchAll(/\bCREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\s+(?:public\.)?(\w+)\s*(?=\()/gi)]
      .filter((found) => argumentsAt(text, found.index + found[0].length).length > PARAMETERS_BY_PLACE_MAX)
      .map(([, name = '']) => name),
  )
}

/**
 * The functions of `names` that `text` calls with at least two arguments, some of them neither named (`p_id => …`) nor
 * NULL. A mention with types (`DROP FUNCTION name(uuid, uuid)`) is no call.
 */
export function positionalCalls(text: string, names: string[]): string[] {
  return names.filter((name) =>
    [...text.matchAll(new RegExp(`(?<!\\bfunction\\s+(?:if\\s+exists\\s+)?(?:public\\.)?)\\b${name}\\s*(?=\\()`, 'gi'))]
      .map((found) => argumentsAt(text, found.index + found[0].length))
      .some((given) => given.length > 1 && !given.every((one) => /^\s*(p_\w+\s*=>|NULL\s*$)/.test(one))),
  )
}

/** The arguments in the parentheses that open at `start`. A comma within an argument does not split it. */
function argumentsAt(text: string, start: number): string[] {
  const found = ['']
  let depth = 0
  let quoted = false
  for (const character of text.slice(start)) {
    if (character === "'") quoted = !quoted
    if (!quoted && '([{'.includes(character) && depth++ === 0) continue
    if (!quoted && ')]}'.includes(character) && --depth === 0) break
    if (character === ',' && depth === 1 && !quoted) found.push('')
    else found[found.length - 1] += character
  }
  return found
}
