import { openAiEndpoint } from '@/lib/ai/openai-endpoint'
import { warmUp } from '@/lib/offline-model/respond-in-worker'
import { fetchListener } from '@/lib/platform/http/fetch-listener'
import { createLimitedServer } from './limited-server.mjs'

// npm run model: the offline model alone, as an OpenAI-compatible endpoint for any framework. It needs no key.

const BODY_BYTES_MAX = 1024 * 1024
const PORT = 4010

const port = Number(process.env.MODEL_PORT || PORT)
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`MODEL_PORT: must be a port, like ${PORT}`)
  process.exit(1)
}
const listener = fetchListener(openAiEndpoint)
const server = createLimitedServer({}, (request, response) => {
  const length = request.headers['content-length'] ?? (request.method === 'POST' ? undefined : '0')
  if (Number(length) <= BODY_BYTES_MAX) return listener(request, response)
  const [status, message] =
    length === undefined ? [411, 'The request needs a Content-Length.'] : [413, 'The body is too large.']
  response.writeHead(status, { 'Content-Type': 'application/json', Connection: 'close' })
  response.end(JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } }))
})
server.on('error', (error) => {
  console.error(`MODEL_PORT: ${error.message}`)
  process.exit(1)
})
await warmUp()
server.listen(port, '127.0.0.1', () => {
  const address = server.address()
  const at = typeof address === 'object' ? address?.port : port
  console.log(`The offline model answers at http://127.0.0.1:${at}/v1`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))
