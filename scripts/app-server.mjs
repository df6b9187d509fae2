import { readFileSync } from 'node:fs'
import http from 'node:http'
import { sayingWhatIsAllowed } from './allowed-methods.mjs'
import { createLimitedServer } from './limited-server.mjs'
import { ignoringUpgrades, withoutUnreadState } from './next-requests.mjs'
import { sayingThatItPasses } from './out-of-files.mjs'
import { compressedFirst } from './static-files.mjs'

// Loaded before Next, which creates its HTTP server itself and lets nobody set its limits. These limits hold for every
// address of the app, even where Next answers before any code of the app runs.

const API = JSON.parse(readFileSync(new URL('../docs/openapi.json', import.meta.url), 'utf8'))
const BUILT = process.env.NODE_ENV === 'production'

http.createServer = (...args) => {
  const options = args.find((arg) => typeof arg === 'object')
  const listener = sayingWhatIsAllowed(
    API.paths,
    args.find((arg) => typeof arg === 'function'),
  )
  const answering = BUILT ? compressedFirst('.next/static', listener) : listener
  const server = createLimitedServer(options, sayingThatItPasses(answering), withoutUnreadState)
  // The development server reloads pages by a web socket.
  if (BUILT) ignoringUpgrades(server)
  const close = server.close.bind(server)
  // Next ends the process when its server has closed, and a server does not wait for a request whose client went away.
  server.close = (closed) =>
    close(async (error) => {
      await globalThis.bainkShutdown?.untilIdle()
      closed?.(error)
    })
  return server
}
