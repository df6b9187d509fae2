/** The part of JSON Schema that the bank's document uses. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  const?: unknown
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  prefixItems?: Schema[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  description?: string
}

/** A schema that is nested this deep is shown by its name. */
const DEPTH_MAX = 5

/**
 * A schema in the form of an example, a member a line: `{ amount: string, memo?: string
 * null }`.
 */
export function shapeOf(schema: Schema, named: Record<string, Schema>, depth = 0): string {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    const target = named[name]
    return target && depth < DEPTH_MAX ? shapeOf(target, named, depth) : name
  }
  const { properties, required = [], items, prefixItems } = schema
  const among = schema.anyOf ?? schema.oneOf
  if (among) return among.map((one) => shapeOf(one, named, depth)).join(' | ')
  if (prefixItems) return `[${prefixItems.map((one) => shapeOf(one, named, depth)).join(', ')}]`
  if (items) return `[${shapeOf(items, named, depth)}]`
  if (properties) {
    const indent = '  '.repeat(depth + 1)
    const members = Object.entries(properties).map(
      ([name, member]) => `${indent}${name}${required.includes(name) ? '' : '?'}: ${shapeOf(member, named, depth + 1)}`,
    )
    return `{\n${members.join('\n')}\n${'  '.repeat(depth)}}`
  }
  return wordsFor(schema)
}

function wordsFor(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const types = [schema.type ?? 'anything'].flat().join(' | ')
  return schema.format ? `${types} (${schema.format})` : types
}
