// Turns authorization details of any type into texts to show; the tenant and the phone's scripts both use this file.

const NAMES = /(^|[a-z_])(name|payee|creditor|debtor|merchant|recipient|product|title|ticker)$/i
const MONEY = /(^|[a-z_])(amount|total|price|cost|sum|value|fee)$/i
const DECIMAL = /^-?\d+(\.\d+)?$/

/**
 * Each text of these details with its place (`0.total.amount`), its label and its kind: `money`, `name` or `plain`. An
 * empty value becomes a text that says so, so that the card leaves no member out.
 */
export function membersOf(details) {
  return details.flatMap((detail, index) => membersIn(detail, String(index), []))
}

function membersIn(value, place, labels) {
  if (Array.isArray(value) && value.length > 0 && value.every(isText)) return [member(value.join(', '), place, labels)]
  const entries = Object.entries(typeof value === 'object' && value !== null ? value : {})
  if (entries.length === 0) return [member(textOf(value), place, labels)]
  const counted = Array.isArray(value)
  return entries.flatMap(([name, inner]) =>
    membersIn(inner, `${place}.${name}`, [...labels, counted ? String(Number(name) + 1) : wordsOf(name)]),
  )
}

function member(text, place, labels) {
  const name = place.split('.').at(-1) ?? ''
  const isMoney = DECIMAL.test(text) && MONEY.test(name)
  const kind = isMoney ? 'money' : NAMES.test(name) ? 'name' : 'plain'
  const label = labels.join(', ')
  return { place, label: label.charAt(0).toUpperCase() + label.slice(1), text, kind }
}

const isText = (value) => typeof value === 'string' || typeof value === 'number'

function textOf(value) {
  if (typeof value === 'object' && value !== null) return '(nothing)'
  return value === '' ? '(nothing)' : String(value)
}

/** A member's name as people write it: `unit price` for `unitPrice` or `unit_price`. */
function wordsOf(name) {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .trim()
    .toLowerCase()
}
