import { createRequire } from 'node:module'

const { parseAndValidateFlightRouterState } = createRequire(import.meta.url)(
  'next/dist/server/app-render/parse-and-validate-flight-router-state.js',
)
const STATE = 'next-router-state-tree'

/**
 * Takes the header away in which Next's router says what it shows, where it is not what that router writes: Next answers
 * 500 to it, and writes a trace into the log. Without the header it answers with the whole page. (Its types stand in
 * next-requests.d.mts.)
 */
export function withoutUnreadState(request) {
  try {
    parseAndValidateFlightRouterState(request.headers[STATE])
  } catch {
    delete request.headers[STATE]
  }
}

/**
 * Lets a server answer who asks for another protocol (`Upgrade: h2c`, which Java's client sends first) as if it had not asked
 * (RFC 9110 section 7.8). Node does so by itself, but Next listens, and ends each such connection without a word.
 */
export function ignoringUpgrades(server) {
  const on = server.on.bind(server)
  server.on = (event, ...more) => (event === 'upgrade' ? server : on(event, ...more))
  return server
}
