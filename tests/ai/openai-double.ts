import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface SeenRequest {
  path: string
  headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: the body is what the tests look into
  body: any
}

type Answer = (response: ServerResponse) => void

export interface OpenAiDouble {
  url: string
  seen: SeenRequest[]
  close(): Promise<void>
}

/** A loopback server that speaks OpenAI's chat-completions format; each request gets the next answer. */
export async function openAiDouble(answers: Answer[]): Promise<OpenAiDouble> {
  const seen: SeenRequest[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    seen.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
    const answer = answers[Math.min(seen.length, answers.length) - 1]
    answer?.(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen, close }
}

/** Server-sent events of one completion, the deltas in order; `finish` null leaves the stream open-ended. */
export function streaming(
  deltas: object[],
  finish: 'stop' | 'tool_calls' | 'length' | 'content_filter' | null,
): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = (choice: object) =>
      response.write(
        `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [choice] })}\n\n`,
      )
    for (const delta of deltas) send({ index: 0, delta, finish_reason: null })
    if (finish === null) return void setTimeout(() => response.destroy(), 20)
    send({ index: 0, delta: {}, finish_reason: finish })
    response.end('data: [DONE]\n\n')
  }
}

/** The whole answer at once, as a client gets it that asked for no stream. */
export function whole(message: object, finish: 'stop' | 'tool_calls' | 'length' | 'content_filter'): Answer {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const choices = [{ index: 0, message, finish_reason: finish }]
    response.end(JSON.stringify({ id: 'c1', object: 'chat.completion', created: 1, model: 'm', choices }))
  }
}

export function failing(status: number, message: string): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: { message, type: 'server_error', param: null, code: null } }))
  }
}
