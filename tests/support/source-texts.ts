import { type Node, parseSync } from 'oxc-parser'

/** A text in a source that people would read, and that stands in no dictionary. */
export interface Untranslated {
  line: number
  text: string
}

/** Gathers texts of a source: where each stands, and without the blanks of its lines. */
export class SourceTexts {
  readonly found: Untranslated[] = []

  /** @param isKnown whether a text is the same in every language, or read by no person */
  constructor(
    private readonly source: string,
    private readonly isKnown: (text: string) => boolean,
  ) {}

  note(raw: string, at: number): void {
    const text = raw.replace(/\s+/g, ' ').trim()
    if (!this.isKnown(text)) this.found.push({ line: this.source.slice(0, at).split('\n').length, text })
  }
}

export function parseSource(file: string, source: string): Node {
  return parseSync(file, source).program as unknown as Node
}

/** The text that this node is by itself: a string, or a piece of a template. */
export function plainTextOf(node: Node): string | null {
  if (node.type === 'TemplateElement') return node.value.raw
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null
}

export function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flatMap((value) => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
