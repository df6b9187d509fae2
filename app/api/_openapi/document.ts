import { accountOperations } from './accounts'
import { agentOperations } from './agent'
import { approvalOperations } from './approvals'
import { chatOperations } from './chats'
import { conditionalOperations } from './conditional-orders'
import { confirmationOperations } from './confirmation'
import { healthOperations } from './health'
import { mandateOperations } from './mandates'
import type { Answer, Operation, Trust } from './operation'
import { payeeOperations } from './payees'
import { portfolioOperations } from './portfolio'
import { header, problemAnswers, sharedProblemAnswers } from './problem-answers'
import { scheduledOperations } from './scheduled-transfers'
import { type JsonSchema, namedSchemas, schemaOf } from './schemas'
import { sessionOperations } from './sessions'

const OPERATIONS = [
  ...accountOperations,
  ...agentOperations,
  ...payeeOperations,
  ...approvalOperations,
  ...confirmationOperations,
  ...mandateOperations,
  ...portfolioOperations,
  ...conditionalOperations,
  ...scheduledOperations,
  ...chatOperations,
  ...sessionOperations,
  ...healthOperations,
]

const SECURITY: Record<Trust, Record<string, string[]>[]> = {
  session: [{ session: [] }],
  agent: [{ bearer: [] }, { dpop: [] }],
  outside: [{ mcp: [] }],
  anybody: [],
}
const uuid = { type: 'string', format: 'uuid' }
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'A UUID. The same key with the same body answers the same transfer again; with another body it is a conflict.',
  schema: uuid,
}
const madeFor = (where: 'header' | 'query', name: string) => ({
  name,
  in: where,
  description:
    'The customer whom the asking page was made for. Where another customer is signed in now, the page gets nothing of theirs.',
  schema: uuid,
})

const PARAMETERS = {
  IdempotencyKey: IDEMPOTENCY_KEY,
  IdempotencyKeyIfWished: { ...IDEMPOTENCY_KEY, required: false },
  PageCustomer: madeFor('header', 'X-Page-Customer'),
  CustomerInAddress: madeFor('query', 'customer'),
}
const parameter = (name: keyof typeof PARAMETERS) => ({ $ref: `#/components/parameters/${name}` })

/** The API as an OpenAPI 3.1 document. */
export function apiDocument(): JsonSchema {
  const paths: Record<string, JsonSchema> = {}
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'the bAInk',
      version: '1',
      description:
        'A bank in which an AI agent may move money only with the customer’s approval from another device.\n\nMoney is a decimal string with all decimals of its currency, beside that currency. Errors are problem documents (RFC 9457) with a stable `code`. Any other address is answered with 404 `not_found`. Requests of a browser from another origin are refused.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__session',
          description:
            'The session of a customer who has signed in at `/auth/login`. Behind https its cookie is `__Host-session`.',
        },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'An access token of the tenant (RFC 6750), with the scope `create:transfer` and exactly one authorization detail (RFC 9396), a `PaymentInitiation`.',
        },
        dpop: {
          type: 'http',
          scheme: 'DPoP',
          description: 'The same token, bound to a key (`cnf`), with a fresh proof in the header `DPoP` (RFC 9449).',
        },
        mcp: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'An access token of the tenant for the audience `APP_BASE_URL/api/mcp`, with `read:accounts`, `read:transactions`, `request:transfer`, `product:buy`, `stock:trade` or `portfolio:read`. The agents’ transfer route refuses this token, and this route refuses that one’s.',
        },
      },
      parameters: PARAMETERS,
      responses: sharedProblemAnswers(),
      schemas: namedSchemas(),
    },
  }
}

function describeOperation(operation: Operation): JsonSchema {
  const { id, tag, summary, description, trust, body, answers } = operation
  const given = Object.entries(answers).map(([status, answer]) => [status, describeAnswer(answer)])
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: SECURITY[trust],
    parameters: parametersOf(operation),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    responses: { ...Object.fromEntries(given), ...problemAnswers(operation) },
  }
}

function parametersOf({ path, query, trust, isIdempotent, isOpenedByAddress }: Operation): JsonSchema[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: uuid,
  }))
  const { properties = {} } = query ? (schemaOf(query) as { properties?: Record<string, JsonSchema> }) : {}
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(description !== undefined && { description }),
    schema,
  }))
  return [
    ...inPath,
    ...inQuery,
    ...(isIdempotent ? [parameter(isIdempotent === true ? 'IdempotencyKey' : 'IdempotencyKeyIfWished')] : []),
    ...(trust === 'session' ? [parameter('PageCustomer')] : []),
    ...(isOpenedByAddress ? [parameter('CustomerInAddress')] : []),
  ]
}

function describeAnswer({ says, body, mediaType = 'application/json', headers }: Answer): JsonSchema {
  const content =
    typeof body === 'string'
      ? { [body]: { schema: { type: 'string' } } }
      : body && { [mediaType]: { schema: schemaOf(body) } }
  return {
    description: says,
    ...(headers && {
      headers: Object.fromEntries(Object.entries(headers).map(([name, tells]) => [name, header(tells)])),
    }),
    ...(content && { content }),
  }
}
