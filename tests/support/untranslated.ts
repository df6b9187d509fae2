import type { Node } from 'oxc-parser'
import { childrenOf, parseSource, plainTextOf, SourceTexts, type Untranslated } from './source-texts'

/** Texts that are the same in every language, or that no person reads: names, styles, a command, a selector. */
const NO_WORDS = new Set([
  ...['the bAInk', '%s · the bAInk', 'the b', 'AI', 'nk', 'Aiya', 'English', 'Deutsch'],
  ...[
    'light dark',
    '(prefers-color-scheme: light)',
    '(prefers-color-scheme: dark)',
    '(pointer: fine)',
    '[data-news]:last-child a',
  ],
  ...['Enter', 'Escape', 'Accept', 'npm run db:seed -- --subject'],
])
/** The attributes and properties of which people read or hear a text. */
const SAID =
  /^(title|label|lead|placeholder|description|alt|term|message|nothingFoundMessage|words|source|aria-(label|description|roledescription|valuetext))$/
/** Those that hold a text for a program. */
const NOT_SAID = new Set(['className', 'classNames', 'style', 'styles', 'href'])
const LETTER = /\p{L}/u
/** Two words, or a word with a capital letter. A currency's code is no word. */
const SENTENCE = /\p{L}[,.:;]? \p{L}|^\p{Lu}\p{Ll}+[.:]?$/u
const CODE = /^[A-Z]{3}$/

/** Every text that people would read in this source of a part of a page, where `useWords` should say it. */
export function untranslatedIn(file: string, source: string): Untranslated[] {
  const texts = new SourceTexts(source, (text) => NO_WORDS.has(text) || CODE.test(text))
  const visit = (node: Node, isSaid: boolean): void => {
    const name = nameOf(node)
    if (isForPrograms(node) || NOT_SAID.has(name) || isSetting(node)) return
    const text = node.type === 'JSXText' ? node.value : plainTextOf(node)
    if (text !== null && (isSaid || node.type === 'JSXText' ? LETTER : SENTENCE).test(text))
      texts.note(text, node.start)
    for (const child of childrenOf(node)) visit(child, isSaid || SAID.test(name))
  }
  visit(parseSource(file, source), false)
  return texts.found
}

/** An attribute with a plain text that nobody reads, such as a size. */
function isSetting(node: Node): boolean {
  return node.type === 'JSXAttribute' && !SAID.test(nameOf(node)) && node.value?.type === 'Literal'
}

/** What an attribute or a property is called. */
function nameOf(node: Node): string {
  if (node.type === 'JSXAttribute') return node.name.type === 'JSXIdentifier' ? node.name.name : ''
  return node.type === 'Property' && node.key.type === 'Identifier' ? node.key.name : ''
}

/** Imports, types, directives, comparisons, what is looked up by its name, and errors that only a log shows. */
function isForPrograms(node: Node): boolean {
  if (['ImportDeclaration', 'ImportExpression', 'TSLiteralType', 'BinaryExpression'].includes(node.type)) return true
  if (node.type === 'ExpressionStatement') return 'directive' in node && Boolean(node.directive)
  return node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'Error'
}
