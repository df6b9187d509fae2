const PROBLEM = JSON.stringify({
  type: 'about:blank',
  title: 'This address takes no such request',
  status: 405,
  code: 'method_not_allowed',
})

/** Next makes a Request of fetch of each call: of a TRACE it cannot, which would be a 500 and a trace in the log. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/**
 * Says in a problem which methods an address of the API has (RFC 9110 section 15.5.6). Next answers a method that a route
 * does not export with an empty 405, before any code of the app runs. (Its types stand in allowed-methods.d.mts.)
 * @param paths the paths of the API's description, docs/openapi.json
 */
export function sayingWhatIsAllowed(paths, listener) {
  const known = Object.entries(paths).map(([path, operations]) => ({
    path: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+').replaceAll('.', '\\.')}$`),
    allow: allowedIn(Object.keys(operations)),
  }))
  return (request, response) => {
    const [path] = request.url.split('?')
    const isApi = /^\/(api|\.well-known)\//.test(path)
    if (isApi) {
      // Nothing but documents to read stands outside the description.
      const allow = () => known.find((route) => route.path.test(path))?.allow ?? allowedIn(['get'])
      explainRefusal(request, response, allow)
    }
    if (METHODS.includes(request.method)) return listener?.(request, response)
    response.writeHead(405, isApi ? {} : { Allow: 'GET, HEAD' }).end()
  }
}

function allowedIn(methods) {
  const all = ['options', ...methods, ...(methods.includes('get') ? ['head'] : [])]
  return all
    .map((method) => method.toUpperCase())
    .sort()
    .join(', ')
}

/** Trap: Next's compression writes the head before it ends the answer, so that head and body are put in apart. */
function explainRefusal(request, response, allow) {
  const { writeHead, end } = response
  let refused = false
  response.writeHead = (status, ...more) => {
    refused = status === 405 && !response.hasHeader('Allow')
    if (refused) {
      response.setHeader('Allow', allow())
      response.setHeader('Content-Type', 'application/problem+json')
      response.setHeader('Content-Length', PROBLEM.length)
      response.setHeader('Cache-Control', 'no-store')
    }
    return writeHead.call(response, status, ...more)
  }
  response.end = (...last) => {
    if (response.statusCode === 405 && !response.headersSent) response.writeHead(405)
    if (!refused) return end.apply(response, last)
    return request.method === 'HEAD' ? end.call(response) : end.call(response, PROBLEM)
  }
}
