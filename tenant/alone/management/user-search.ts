import { z } from 'zod'
import { invalidQuery, type Paging, pagingMembers, readQuery, startOf } from './query'
import { CONNECTION } from './user-body'

/** Patterns for LIKE, or null where it does not matter. */
export interface UserSearch extends Paging {
  email: string | null
  name: string | null
  userId: string | null
  sort: { column: string; descending: boolean }
}

const COLUMNS: Record<string, string> = {
  user_id: 'sub',
  email: 'email',
  name: 'name',
  created_at: 'created_at',
  updated_at: 'updated_at',
}

const Query = z.strictObject({
  ...pagingMembers,
  q: z.string().max(500).default(''),
  search_engine: z.literal('v3').optional(),
  sort: z
    .string()
    .regex(/^(user_id|email|name|created_at|updated_at):-?1$/, 'must be a field of the user and :1 or :-1')
    .default('created_at:1'),
  connection: z.literal(CONNECTION).optional(),
  fields: z.string().max(500).optional(),
  include_fields: z.enum(['true', 'false']).default('true'),
})

/** One term of Auth0's query syntax: `email:"a@example.com"`, `name:Ali*`. */
const TERM = /^(email|name|user_id):(?:"((?:[^"\\]|\\.)*)"|([^\s"()[\]{}]+))$/
const TERMS = /(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g

/**
 * Reads a search for users: terms of `email`, `name` and `user_id` with AND between them, each the whole value or its
 * beginning and `*`.
 * @throws Refusal 400 for all else of Auth0's syntax: a search that is half understood finds the wrong people
 */
export function readUserSearch(
  query: URLSearchParams,
): UserSearch & Pick<z.output<typeof Query>, 'fields' | 'include_fields'> {
  const { q, sort, fields, include_fields, ...paging } = readQuery(Query, query)
  const [field = '', direction] = sort.split(':')
  const search = { email: null, name: null, userId: null, ...patternsIn(q) }
  const column = COLUMNS[field] ?? 'created_at'
  return { ...search, sort: { column, descending: direction === '-1' }, ...startOf(paging), fields, include_fields }
}

function patternsIn(q: string): Partial<Pick<UserSearch, 'email' | 'name' | 'userId'>> {
  const words = q.match(TERMS) ?? []
  const patterns: Record<string, string> = {}
  for (const [index, word] of words.entries()) {
    if (index % 2 === 1 && word === 'AND' && index < words.length - 1) continue
    const [, field, quoted, bare] = (index % 2 === 0 && TERM.exec(word)) || []
    const name = field === 'user_id' ? 'userId' : field
    if (name === undefined || name in patterns)
      throw invalidQuery(`q takes email, name and user_id once each, with AND between them, not ${word}`)
    patterns[name] = quoted === undefined ? patternOf(bare ?? '') : escaped(quoted.replace(/\\(.)/g, '$1'))
  }
  return patterns
}

function patternOf(value: string): string {
  if (/\*./.test(value) || /[?~^]/.test(value))
    throw invalidQuery(`q takes * at the end of a value alone, not ${value}`)
  return value.endsWith('*') ? `${escaped(value.slice(0, -1))}%` : escaped(value)
}

const escaped = (value: string) => value.replace(/[\\%_]/g, '\\$&')
