import type { Node } from 'oxc-parser'
import { childrenOf, parseSource, plainTextOf, SourceTexts, type Untranslated } from './source-texts'

/** Names, which are the same in every language. */
const NAMES = new Set([
  ...['the bAInk', 'the b', 'AI', 'nk', 'English', 'Deutsch', 'Alice Example', 'Bob Example', 'Client', 'UTC'],
  ...['XXXX-XXXX', 'XXXX-XXXX-XXXX', 'x'],
  ...['Edge', 'Opera', 'Samsung Internet', 'Firefox', 'Chrome', 'Safari', 'Android', 'Windows', 'Mac', 'Linux'],
])
/** Texts that no person reads: names of programs' own, a protocol's words, selectors, what only begins a signed text. */
const FOR_PROGRAMS = new Set([
  ...['code key', 'dialog form', '.asks bdi', 'main time', 'known browser\\n', 'no codes', 'nobody has this password'],
  ...[
    'vapid t=',
    'text/html; charset=utf-8',
    'event: signed-out data:',
    'event: clocks\\ndata:',
    'event: requests\\ndata:',
  ],
  ...['the customer has refused', 'the customer denied the request', 'This device'],
  // Kept with a device's code; the consent page has words for both.
  ...['an unknown address', 'this computer'],
])
/** A part of an element: markup, and nothing that is said. */
const ATTRIBUTES = /^(?:\s*(?:hidden|autofocus|(?:data|aria)-[\w-]+)(?:="[^"]*")?)+\s*$/
/** What comes after a tag and before the next one, or stands in an attribute of which people read or hear a text. */
const SAID = />([^<]+)(?:<|$)|\b(?:aria-label|aria-description|placeholder|title|alt)="([^"]+)"/g
const LETTER = /\p{L}/u
/** Two words, or a word with a capital letter. */
const SENTENCE = /\p{L}[,.:;]? \p{L}|^\p{Lu}\p{Ll}+[.:…]?$/u
/** The calls that take words for a log, for a program or for the database. */
const NOT_SAID =
  /^(?:(?:\w+\.)*log\.\w+|ctx\.(?:throw|set)|z\.\w+|(?:\w+\.)*(?:sql|transaction)|new (?:\w+\.)*\w*(?:Error|InvalidRequest|InvalidScope|InvalidTarget|UnauthorizedClient|AccessDenied))$/

/** Every text that people would read in this source of the tenant's, where its words should say it. */
export function untranslatedInTenant(file: string, source: string): Untranslated[] {
  const texts = new SourceTexts(source, (text) => NAMES.has(text) || FOR_PROGRAMS.has(text))
  const visit = (node: Node): void => {
    if (isForPrograms(node, source)) return
    for (const text of saidBy(node, source)) texts.note(text, node.start)
    for (const child of isMarkup(node, source) ? (node.quasi.expressions as Node[]) : childrenOf(node)) visit(child)
  }
  visit(parseSource(file, source))
  return texts.found
}

function isMarkup(node: Node, source: string): node is Extract<Node, { type: 'TaggedTemplateExpression' }> {
  return node.type === 'TaggedTemplateExpression' && calleeOf(node.tag, source) === 'html'
}

function saidBy(node: Node, source: string): string[] {
  if (isMarkup(node, source)) return saidIn(node.quasi)
  const text = plainTextOf(node)
  return text !== null && SENTENCE.test(text) ? [text] : []
}

/** The texts of a piece of markup. Where a value is put in, one `\0` stands. */
function saidIn({ quasis }: { quasis: { value: { raw: string } }[] }): string[] {
  const pieces = quasis.map(({ value }) => value.raw).join('\0')
  if (ATTRIBUTES.test(pieces)) return []
  return [...`>${pieces}`.matchAll(SAID)]
    .map(([, text, attribute]) => (text ?? attribute ?? '').replaceAll(/\0|&\w+;/g, ' '))
    .filter((text) => LETTER.test(text))
}

/** Imports, types, comparisons, errors and what only a log, a program or the database reads. */
function isForPrograms(node: Node, source: string): boolean {
  if (node.type === 'CallExpression') return NOT_SAID.test(calleeOf(node.callee, source))
  if (node.type === 'NewExpression') return NOT_SAID.test(`new ${calleeOf(node.callee, source)}`)
  if (node.type === 'TaggedTemplateExpression') return NOT_SAID.test(calleeOf(node.tag, source))
  return ['ImportDeclaration', 'ImportExpression', 'TSLiteralType', 'BinaryExpression'].includes(node.type)
}

const calleeOf = ({ start, end }: { start: number; end: number }, source: string) => source.slice(start, end)
