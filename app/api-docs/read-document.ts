import document from '@/docs/openapi.json'
import { type Schema, shapeOf } from './shape-of'

interface Answer {
  $ref?: string
  description?: string
  content?: Record<string, { schema: Schema }>
}

interface Parameter {
  $ref?: string
  name: string
  in: string
  description?: string
}

interface Described {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, unknown>[]
  parameters: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, Answer>
}

/** An operation as the page shows it. */
export interface ShownOperation {
  id: string
  method: string
  path: string
  summary: string
  description: string
  trust: string
  fields: { name: string; where: string; description: string }[]
  body: string | null
  answers: { status: string; says: string[]; shape: string | null }[]
}

const { components } = document
const paths = document.paths as unknown as Record<string, Record<string, Described>>
const schemas = components.schemas as unknown as Record<string, Schema>

/** The ways in which a caller proves who they are. */
export const security = Object.entries(components.securitySchemes).map(([name, { description }]) => ({
  name,
  description: plain(description),
}))

/** All operations, under the document's headings. */
export const operationsByTag = document.tags.map(({ name: tag }) => ({
  tag,
  operations: Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => tags.includes(tag))
      .map(([method, operation]) => shown(method, path, operation)),
  ),
}))

function shown(method: string, path: string, operation: Described): ShownOperation {
  const { operationId, summary, description, security, parameters, requestBody, responses } = operation
  const body = requestBody?.content['application/json']?.schema
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    summary,
    description: plain(description),
    trust: security.flatMap((way) => Object.keys(way)).join(' or ') || 'nobody; it is open to all',
    fields: parameters.map(found).map(({ name, in: where, description }) => ({
      name,
      where,
      description: plain(description),
    })),
    body: body ? shapeOf(body, schemas) : null,
    answers: Object.entries(responses).map(([status, answer]) => shownAnswer(status, answer)),
  }
}

function shownAnswer(status: string, { $ref, ...own }: Answer) {
  const { description, content = {} } = $ref ? (shared(components.responses, $ref) as Answer) : own
  const schema = content['application/json']?.schema ?? content['application/jwk-set+json']?.schema
  return { status, says: plain(description).split('\n'), shape: schema ? shapeOf(schema, schemas) : null }
}

function found(parameter: Parameter): Parameter {
  return parameter.$ref ? (shared(components.parameters, parameter.$ref) as Parameter) : parameter
}

function shared(among: object, $ref: string): unknown {
  return (among as Record<string, unknown>)[$ref.split('/').at(-1) ?? '']
}

/** A text without the one Markdown mark that the document uses. */
function plain(text = ''): string {
  return text.replaceAll('`', '')
}
