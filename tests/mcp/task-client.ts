import type { Client } from '@modelcontextprotocol/client'
import { createTaskSessionFromClient } from '@modelcontextprotocol/ext-tasks/client'
import { clientOf } from './agent-client'

const NAMES = 'io.modelcontextprotocol/'
const VERSION = '2026-07-28'
const clientInfo = { name: 'test-agent', version: '1.0.0' }
const TASKS = { extensions: { [`${NAMES}tasks`]: {} } }

/** A JSON-RPC answer, with the status that it came with. */
export interface Answer {
  status: number
  challenge: string | null
  result?: Record<string, unknown>
  error?: { code: number; message: string; data?: unknown }
}

interface Sent {
  method: string
  params: { _meta?: object; name?: string; taskId?: string; [member: string]: unknown }
}

/** Sends one request of revision 2026-07-28 as it goes over the wire. */
async function send(endpoint: string, token: string, { method, params }: Sent): Promise<Answer> {
  const headers = {
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    'MCP-Protocol-Version': VERSION,
    'Mcp-Method': method,
    'Mcp-Name': params.name ?? params.taskId ?? '',
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
  const response = await fetch(endpoint, { method: 'POST', headers, body })
  const { status } = response
  const challenge = response.headers.get('www-authenticate')
  const text = await response.text()
  const found = text.startsWith('{') ? text : (/^data: (\{.*\})$/m.exec(text)?.[1] ?? '{}')
  return { status, challenge, ...JSON.parse(found) }
}

/** Sends requests as a client that declares tasks, or does not. */
export function wireOf(endpoint: string, token: string, declares = true) {
  const _meta = {
    [`${NAMES}protocolVersion`]: VERSION,
    [`${NAMES}clientInfo`]: clientInfo,
    [`${NAMES}clientCapabilities`]: declares ? TASKS : {},
  }
  const sends = (method: string, params: object) => send(endpoint, token, { method, params: { _meta, ...params } })
  return {
    call: (name: string, args: object) => sends('tools/call', { name, arguments: args }),
    get: (taskId: string) => sends('tasks/get', { taskId }),
    cancel: (taskId: string) => sends('tasks/cancel', { taskId }),
    update: (taskId: string) => sends('tasks/update', { taskId, inputResponses: { approve: { action: 'accept' } } }),
    send: sends,
  }
}

/** The extension's own requester, which nobody here wrote: it calls a tool and waits for the task to end. */
export async function taskSessionOf(endpoint: string, token: string) {
  const { client, close } = await clientOf(endpoint, token)
  const session = createTaskSessionFromClient(client as Client, {
    endpointId: endpoint,
    rawDispatch: async (request) => {
      const { result, error } = await send(endpoint, token, request as unknown as Sent)
      return (error ? { kind: 'error', error } : { kind: 'result', result }) as never
    },
    v2RequestFraming: { protocolVersion: VERSION, clientInfo, clientCapabilities: TASKS },
  })
  return { session, close: () => session.close().finally(close) }
}
