import http from 'node:http'
import { createLimitedServer } from './limited-server.mjs'
import { compressedFirst } from './static-files.mjs'

// Loaded before Next, which creates its HTTP server itself and lets nobody set its limits. These limits hold for every
// address of the app, even where Next answers before any code of the app runs.

const BUILT = process.env.NODE_ENV === 'production'

http.createServer = (...args) => {
  const options = args.find((arg) => typeof arg === 'object')
  const listener = args.find((arg) => typeof arg === 'function')
  return createLimitedServer(options, BUILT ? compressedFirst('.next/static', listener) : listener)
}
