import { setTimeout as sleep } from 'node:timers/promises'
import { type CallToolResult, McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { offerInputs, verifyState } from './fixture-inputs'

// What the official suite wants to call: tools, prompts and resources under names of its own, which a bank does not have.

const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA='
const PAUSE_MS = 50

const text = (words: string) => ({ type: 'text' as const, text: words })
const image = { type: 'image' as const, data: PIXEL, mimeType: 'image/png' }
const embedded = (uri: string, words: string) => ({
  type: 'resource' as const,
  resource: { uri, mimeType: 'text/plain', text: words },
})

/** Tells subscribers that a list has changed. */
export interface Changes {
  toolsChanged(): void
  promptsChanged(): void
}

/** A server with all that the suite calls. */
export function fixtureServer(changes: Changes): McpServer {
  const listChanged = { listChanged: true }
  const server = new McpServer(
    { name: 'conformance-fixture', version: '1.0.0' },
    {
      capabilities: {
        tools: listChanged,
        prompts: listChanged,
        resources: { subscribe: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: verifyState },
    },
  )
  offerTools(server, changes)
  offerResources(server)
  offerPrompts(server)
  offerInputs(server)
  server.server.setRequestHandler('completion/complete', () => ({ completion: { values: ['one'], total: 1 } }))
  return server
}

function offerTools(server: McpServer, changes: Changes): void {
  const offer = (name: string, content: CallToolResult['content']) =>
    server.registerTool(name, { description: `Answers what ${name} should.` }, () => ({ content }))
  offer('test_simple_text', [text('This is a simple text response for testing.')])
  offer('test_image_content', [image])
  offer('test_audio_content', [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }])
  offer('test_embedded_resource', [embedded('test://embedded-resource', 'An embedded resource.')])
  offer('test_multiple_content_types', [text('Several:'), image, embedded('test://mixed-content-resource', '{}')])
  offer('test_streaming_elicitation', [text('Nothing was asked.')])
  server.registerTool('test_error_handling', { description: 'Fails.' }, () => {
    throw new Error('This tool intentionally returns an error for testing')
  })
  const change = (name: string, publish: () => void) =>
    server.registerTool(name, { description: 'Tells of a change.' }, () => {
      publish()
      return { content: [text('told')] }
    })
  change('test_trigger_tool_change', changes.toolsChanged)
  change('test_trigger_prompt_change', changes.promptsChanged)
  for (const name of ['test_tool_with_logging', 'test_logging_tool'])
    server.registerTool(name, { description: 'Logs.', inputSchema: z.object({}) }, async (_, { mcpReq }) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await mcpReq.log('info', data)
        await sleep(PAUSE_MS)
      }
      return { content: [text('logged')] }
    })
  server.registerTool(
    'test_tool_with_progress',
    { description: 'Tells its progress.', inputSchema: z.object({}) },
    async (_, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken ?? 0
      for (const progress of [0, 50, 100]) {
        await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } })
        await sleep(PAUSE_MS)
      }
      return { content: [text('done')] }
    },
  )
}

function offerResources(server: McpServer): void {
  const described = (name: string, mimeType: string) => ({ description: `The resource ${name}.`, mimeType })
  const plain = (name: string, uri: string, words: string) =>
    server.registerResource(name, uri, described(name, 'text/plain'), () => ({
      contents: [{ uri, mimeType: 'text/plain', text: words }],
    }))
  plain('Static text', 'test://static-text', 'This is the content of the static text resource.')
  plain('Watched', 'test://watched-resource', 'Watched resource content')
  const binary = 'test://static-binary'
  server.registerResource('Static binary', binary, described('Static binary', 'image/png'), () => ({
    contents: [{ uri: binary, mimeType: 'image/png', blob: PIXEL }],
  }))
  const template = new ResourceTemplate('test://template/{id}/data', { list: undefined })
  server.registerResource('Template', template, described('Template', 'application/json'), (uri, { id }) => ({
    contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true }) }],
  }))
  for (const method of ['resources/subscribe', 'resources/unsubscribe'] as const)
    server.server.setRequestHandler(method, () => ({}))
}

function offerPrompts(server: McpServer): void {
  const says = (...contents: (ReturnType<typeof text> | ReturnType<typeof embedded> | typeof image)[]) => ({
    messages: contents.map((content) => ({ role: 'user' as const, content })),
  })
  const description = 'A prompt of the suite.'
  server.registerPrompt('test_simple_prompt', { description }, () => says(text('This is a simple prompt for testing.')))
  const twoArguments = z.object({ arg1: z.string(), arg2: z.string() })
  server.registerPrompt('test_prompt_with_arguments', { description, argsSchema: twoArguments }, ({ arg1, arg2 }) =>
    says(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  )
  const where = z.object({ resourceUri: z.string() })
  server.registerPrompt('test_prompt_with_embedded_resource', { description, argsSchema: where }, ({ resourceUri }) =>
    says(embedded(resourceUri, 'Embedded resource content for testing.'), text('Please process it.')),
  )
  server.registerPrompt('test_prompt_with_image', { description }, () => says(image, text('Please analyze it.')))
}
