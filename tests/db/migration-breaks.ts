import type postgres from 'postgres'
import { readSchema } from '@/db/read-schema'

/** What a database consists of between two migrations. */
export interface SchemaState {
  /** By `kind name`, as db/read-schema.ts describes each thing. */
  lines: Record<string, string>
  /** The file of each table on the disk, which is another one once the table was rewritten. */
  files: Record<string, string>
}

export async function stateOf(sql: postgres.ISql): Promise<SchemaState> {
  const rows = await sql<{ name: string; file: string }[]>`
    SELECT relname AS name, relfilenode::text AS file FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`
  return { lines: await readSchema(sql), files: Object.fromEntries(rows.map(({ name, file }) => [name, file])) }
}

/**
 * What of a migration breaks version N, whose processes still run while N+1 starts, or keeps them out of a table for as long as it
 * is large: one line each (docs/decisions/067).
 * @param outside it ran outside a transaction, where indexes are made beside writers
 */
export function breaksOf(before: SchemaState, after: SchemaState, outside = false): string[] {
  const old = Object.keys(before.lines)
  const gone = old
    .filter((name) => !(name in after.lines))
    .flatMap((name) => goneLine(name, before.lines[name] ?? '', after))
  const changed = old.flatMap((name) => changedLines(name, before.lines[name] ?? '', after.lines[name], outside))
  const added = Object.keys(after.lines)
    .filter((name) => !(name in before.lines))
    .flatMap((name) => addedLines(name, after.lines[name] ?? '', before, outside))
  const rewritten = Object.keys(before.files)
    .filter((table) => after.files[table] !== undefined && after.files[table] !== before.files[table])
    .map((table) => `table ${table} is rewritten, and nobody reads it meanwhile`)
  return [...gone, ...changed, ...added, ...rewritten].sort()
}

const kindOf = (name: string) => name.slice(0, name.indexOf(' '))
const tableOf = (name: string) => name.slice(name.indexOf(' ') + 1).split('.')[0] ?? ''

function goneLine(name: string, line: string, after: SchemaState): string[] {
  if (kindOf(name) === 'table') return [`${name} is dropped or renamed`]
  if (!(`table ${tableOf(name)}` in after.lines)) return []
  if (kindOf(name) === 'column') return [`${name} is dropped or renamed`]
  return kindOf(name) === 'index' && line.includes('UNIQUE') ? [`${name} is dropped, and ON CONFLICT may name it`] : []
}

/** `text not null default 'x'` in its parts. */
function partsOf(line: string): { type: string; required: boolean; filled: boolean } {
  return {
    type: line.replace(/ not null.*| default .*| identity.*/s, ''),
    required: line.includes(' not null'),
    filled: / default | identity/.test(line),
  }
}

function changedLines(name: string, before: string, after: string | undefined, outside: boolean): string[] {
  if (after === undefined || before === after) return []
  if (kindOf(name) === 'index' && !outside) return [`${name} is made while nobody may write`]
  if (kindOf(name) === 'constraint') return [`${name} may refuse what version N writes`]
  if (kindOf(name) !== 'column') return []
  const [was, is] = [partsOf(before), partsOf(after)]
  return [
    ...(was.type === is.type ? [] : [`${name} is ${is.type} in place of ${was.type}`]),
    ...(is.required && !was.required ? [`${name} becomes not null`] : []),
    ...(was.filled && !is.filled ? [`${name} loses its default`] : []),
  ]
}

function addedLines(name: string, line: string, before: SchemaState, outside: boolean): string[] {
  if (!(`table ${tableOf(name)}` in before.lines)) return []
  switch (kindOf(name)) {
    case 'column': {
      const { required, filled } = partsOf(line)
      return required && !filled ? [`${name} is new, not null, and has no default`] : []
    }
    case 'index':
      return outside ? [] : [`${name} is made while nobody may write`]
    case 'constraint':
      return constrains(name, line, before) ? [`${name} may refuse what version N writes`] : []
    default:
      return []
  }
}

/** Whether a constraint looks at a column that is not new as well, and that version N therefore writes. */
function constrains(name: string, line: string, { lines }: SchemaState): boolean {
  const own = line.replace(/ REFERENCES .*/s, '')
  const columns = Object.keys(lines).filter((one) => one.startsWith(`column ${tableOf(name)}.`))
  return columns.some((column) => new RegExp(`\\b${column.split('.')[1]}\\b`).test(own))
}
