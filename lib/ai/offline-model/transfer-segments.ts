import { lower } from './spelling'
import type { FoundVerb } from './verbs'

/** The phrases of a transfer clause by their role, in the customer's own capitals. */
export interface Segments {
  object?: string
  from?: string
  to?: string
  memo?: string
  memoWithFrom?: string
}

type Role = 'from' | 'to' | 'for' | 'drop'
interface Piece {
  role: Role | 'object'
  text: string
  /** From the marker on, the marker included. */
  raw: string
}

const MARKERS =
  /(?<![\w'])(?:out of|from|form|frm|using|via|with|into|onto|to|towards?|in|on|off|of|for|by|against)(?![\w'])/g
const FROM = new Set(['from', 'form', 'frm', 'out of', 'using', 'via', 'with'])
const TO = new Set(['to', 'into', 'onto', 'toward', 'towards', 'against'])

/** Cuts a clause at its prepositions and gives each phrase its role; `verb` is the verb in this very text. */
export function cutAtMarkers(text: string, verb: FoundVerb | undefined): Segments {
  const head = verb ? pieces(text.slice(0, verb.start), verb).filter((piece) => piece.role !== 'object') : []
  const body = pieces(text.slice(verb?.end ?? 0), verb)
  const segments: Segments = {}
  for (const piece of head) if (saysSomething(piece.text) && piece.role === 'from') segments.from ??= piece.text
  body.forEach((piece, index) => {
    if (segments.memo === undefined) place(segments, piece, body.slice(index))
  })
  return segments
}

function place(segments: Segments, piece: Piece, rest: Piece[]): void {
  if (piece.role === 'for') placeMemo(segments, rest)
  if (piece.role === 'for' || piece.role === 'drop' || !saysSomething(piece.text)) return
  const before = segments[piece.role]
  // A second receiver makes a phrase that names nobody, so the customer is asked.
  segments[piece.role] = before === undefined ? piece.text : `${before} ${piece.text}`
}

/** A memo runs on, but for the source and for a receiver where none has been named: "for rent to Bob from savings". */
function placeMemo(segments: Segments, rest: Piece[]): void {
  const memo: string[] = []
  const withFrom: string[] = []
  for (const piece of rest) {
    const asText = memo.length === 0 ? piece.text : piece.raw
    const takesTo = piece.role === 'to' && !segments.to && !saysSomething(segments.object ?? '') && memo.length > 0
    if (piece.role === 'from' && !segments.from && saysSomething(piece.text)) {
      segments.from = piece.text
      withFrom.push(piece.raw)
    } else if (takesTo) segments.to = piece.text
    else {
      memo.push(asText)
      withFrom.push(asText)
    }
  }
  segments.memo = memo.join('')
  if (withFrom.length > memo.length) segments.memoWithFrom = withFrom.join('')
}

function saysSomething(text: string): boolean {
  return /[\p{L}\p{N}\uE100-\uE1FF]/u.test(text)
}

function pieces(text: string, verb: FoundVerb | undefined): Piece[] {
  const marks = [...lower(text).matchAll(MARKERS)]
  const object: Piece = { role: 'object', text: text.slice(0, marks[0]?.index ?? text.length), raw: '' }
  const rest = marks.map((mark, index) => {
    const end = marks[index + 1]?.index ?? text.length
    const role = roleOf(mark[0], verb)
    return { role, text: text.slice(mark.index + mark[0].length, end), raw: text.slice(mark.index, end) }
  })
  return [object, ...rest]
}

function roleOf(marker: string, verb: FoundVerb | undefined): Role {
  if (FROM.has(marker)) return 'from'
  if (TO.has(marker)) return 'to'
  if (marker === 'for') return 'for'
  if (marker === 'by') return 'drop'
  if (marker === 'in' || marker === 'on') return verb?.family === 'take' ? 'from' : 'to'
  // "$100 of my card" is paid to it, "$100 of my savings" is taken from it.
  return verb?.family === 'pay' ? 'to' : 'from'
}
