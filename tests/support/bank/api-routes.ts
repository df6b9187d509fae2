import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

/**
 * One handler of the API, found in the source. A new route is thus part of every test that goes through all of them.
 */
export interface ApiRoute {
  method: string
  /** The path as the folders write it, such as `/api/approvals/[approvalId]/cancel`. */
  path: string
  /** The names in brackets in the path. */
  parameters: string[]
  call(request: Request, parameters?: Record<string, string>): Promise<Response>
}

const API = fileURLToPath(new URL('../../../app/api', import.meta.url))
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
/** Routes that trust no session: the agents' own, and the one that answers for unknown addresses. */
const OTHERS = new Set([
  '/api/agent/payer',
  '/api/agent/payments/[key]',
  '/api/agent/transfers',
  '/api/mandates/revocations',
  '/api/mcp',
  '/api/[...path]',
])

/** All handlers. */
export async function apiRoutes(): Promise<ApiRoute[]> {
  const files = readdirSync(API, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('route.ts'))
  const routes = await Promise.all(files.sort().map((file) => handlersIn(join(API, file))))
  return routes.flat()
}

/** All handlers that trust the customer's session, or are open to everybody. */
export async function portalRoutes(): Promise<ApiRoute[]> {
  return (await apiRoutes()).filter(({ path }) => !OTHERS.has(path))
}

async function handlersIn(file: string): Promise<ApiRoute[]> {
  const module = (await import(pathToFileURL(file).href)) as Record<string, Handler>
  const path = `/api/${relative(API, file).replace(/\/?route\.ts$/, '')}`
  const parameters = [...path.matchAll(/\[(\w+)\]/g)].map(([, name = '']) => name)
  return METHODS.flatMap((method) => {
    const handler = module[method]
    if (!handler) return []
    const call: ApiRoute['call'] = (request, values = {}) => handler(request, { params: Promise.resolve(values) })
    return [{ method, path, parameters, call }]
  })
}
