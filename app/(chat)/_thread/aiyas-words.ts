import type { Emphasis, Root, Table } from 'mdast'
import { findAndReplace } from 'mdast-util-find-and-replace'
import { toString as textOf } from 'mdast-util-to-string'
import { visit } from 'unist-util-visit'

/** An amount as the bank writes it, with the currency's sign or code before or after the number. */
const AMOUNT =
  /[-+\u2212]?(?:(?:\p{Sc}|\b[A-Z]{3})[ \u00a0\u202f]?\d[\d.,]*(?<=\d)|\b\d[\d.,]*(?<=\d)[ \u00a0\u202f][A-Z]{3}\b)/gu
/** Characters that turn the direction of the text around them (Unicode UAX 9, explicit formatting characters). */
const TURNS = /[\u202A-\u202E\u2066-\u2069]/g
const DATE = /^\d{4}-\d{2}-\d{2}$/
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/**
 * Prepares Aiya's words for the screen (a remark plugin): no amount breaks across lines, table columns of amounts are
 * aligned right, dates in tables read as on a statement, and every block has its own direction.
 */
export function aiyasWords() {
  return (tree: Root): void => {
    visit(tree, ['text', 'inlineCode', 'code'], (node) => {
      if ('value' in node) node.value = node.value.replace(TURNS, '')
    })
    visit(tree, 'table', drawTable)
    visit(tree, ['paragraph', 'heading', 'listItem', 'tableCell'], (node) => {
      node.data = { ...node.data, hProperties: { dir: 'auto' } }
    })
    findAndReplace(tree, [AMOUNT, (amount: string) => unbroken(amount.replace('-', '\u2212'))])
  }
}

/** An amount as a `span` that stays on one line (markdown.module.css). */
function unbroken(value: string): Emphasis {
  const data = { hName: 'span', hProperties: { className: ['unbroken'] } }
  return { type: 'emphasis', data, children: [{ type: 'text', value }] }
}

function drawTable(table: Table): void {
  const [head, ...rows] = table.children
  table.align = head?.children.map((_, column) => {
    const cells = rows.map((row) => row.children[column]).filter((cell) => cell !== undefined)
    return cells.length > 0 && cells.every((cell) => isAmount(textOf(cell))) ? 'right' : null
  })
  for (const cell of rows.flatMap((row) => row.children)) {
    const written = textOf(cell)
    if (DATE.test(written)) cell.children = [unbroken(readable(written))]
  }
}

function isAmount(cell: string): boolean {
  return cell.replace(AMOUNT, '').trim() === ''
}

/** A date as on a statement. A date that the calendar does not have stays as it was written. */
function readable(day: string): string {
  const at = new Date(day)
  return Number.isNaN(at.getTime()) ? day : date.format(at)
}
