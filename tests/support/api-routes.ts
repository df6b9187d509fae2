import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>

/** One handler of the API, found in the source itself: a new route is in every test that walks through them. */
export interface ApiRoute {
  method: string
  /** As the folders spell it, such as `/api/approvals/[approvalId]/cancel`. */
  path: string
  /** The names of its parts in brackets. */
  parameters: string[]
  call(request: Request, parameters?: Record<string, string>): Promise<Response>
}

const API = fileURLToPath(new URL('../../app/api', import.meta.url))
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
/** The agent's own route trusts no session, and the last one answers for what is not there. */
const OTHERS = new Set(['/api/agent/transfers', '/api/[...path]'])

/** All handlers that trust the customer's session, or nobody. */
export async function portalRoutes(): Promise<ApiRoute[]> {
  const files = readdirSync(API, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('route.ts'))
  const routes = await Promise.all(files.sort().map((file) => handlersIn(join(API, file))))
  return routes.flat().filter(({ path }) => !OTHERS.has(path))
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
