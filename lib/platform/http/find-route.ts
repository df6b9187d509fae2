import { noRoute } from './no-route'

/** One address of a bare server. */
interface BareRoute {
  method: 'GET' | 'POST'
  path: RegExp
}

/**
 * The route that takes a request, and what its path's first group matched. HEAD is taken as GET is, and sent without a body
 * (RFC 9110 section 9.3.2); OPTIONS is answered with the methods of the address (section 9.3.7), as Next does.
 * @throws Problem `not_found` or `method_not_allowed`
 */
export function findRoute<Route extends BareRoute>(
  routes: Route[],
  request: Request,
): { route: Route; parameter: string } | Response {
  const { pathname } = new URL(request.url)
  const known = routes.filter(({ path }) => path.test(pathname))
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const route = known.find((each) => each.method === method)
  if (route) return { route, parameter: route.path.exec(pathname)?.[1] ?? '' }
  const allowed = known.flatMap((each) => (each.method === 'GET' ? ['GET', 'HEAD'] : ['POST']))
  const all = known.length === 0 ? [] : [...allowed, 'OPTIONS'].sort()
  const refused = noRoute(all.map((each) => ({ method: each })))
  if (method !== 'OPTIONS' || known.length === 0) throw refused
  return new Response(null, { status: 204, headers: { Allow: all.join(', ') } })
}
