import type { IncomingMessage, RequestListener, Server, ServerOptions } from 'node:http'

export function createLimitedServer(
  options?: ServerOptions,
  listener?: RequestListener,
  before?: (request: IncomingMessage) => void,
): Server
