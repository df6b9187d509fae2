import { randomBytes } from 'node:crypto'
import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  createRequestStateCodec,
  type InputRequests,
  inputRequired,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

// The suite's tools that ask the client for something before they answer. The bank has none: it asks the customer's phone.

const states = createRequestStateCodec<string>({ key: randomBytes(32) })
/** Refuses a state that a client has changed. */
export const verifyState = states.verify

const text = (words: string) => ({ type: 'text' as const, text: words })
const done = (words: string) => ({ content: [text(words)] })

const form = (message: string, member: string, kind: z.ZodType = z.string()) =>
  inputRequired.elicit({ message, requestedSchema: z.object({ [member]: kind }) })
const thought = (question: string) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: text(question) }], maxTokens: 100 })

type Answered = (key: string) => boolean

/** Asks for these, with a state or without, until the one under `key` is answered. */
function offer(server: McpServer, name: string, requests: InputRequests, ending: string, state?: string): void {
  server.registerTool(name, { description: 'Asks first.', inputSchema: z.object({}) }, async (_, { mcpReq }) => {
    const answers = mcpReq.inputResponses ?? {}
    if (Object.keys(requests).every((key) => key in answers) && (!state || mcpReq.requestState<string>() === state))
      return done(ending)
    return inputRequired({ inputRequests: requests, ...(state && { requestState: await states.mint(state) }) })
  })
}

/** Everything of the suite's that asks. */
export function offerInputs(server: McpServer): void {
  const name = form('What is your name?', 'name')
  const roots = inputRequired.listRoots()
  const confirm = form('Please confirm', 'ok', z.boolean())
  offer(server, 'test_input_required_result_sampling', { capital_question: thought('What is the capital?') }, 'Paris')
  offer(server, 'test_input_required_result_list_roots', { client_roots: roots }, 'Seen.')
  offer(server, 'test_input_required_result_request_state', { confirm }, 'state-ok', 'confirming')
  offer(server, 'test_input_required_result_tampered_state', { confirm }, 'untouched', 'sealed')
  const three = { user_name: name, greeting: thought('Generate a greeting'), client_roots: roots }
  offer(server, 'test_input_required_result_multiple_inputs', three, 'All three.', 'three')
  server.registerTool(
    'test_input_required_result_elicitation',
    { description: 'Asks for a name.', inputSchema: z.object({}) },
    (_, { mcpReq }) => {
      const answer = acceptedContent(mcpReq.inputResponses, 'user_name', z.object({ name: z.string() }))
      return answer ? done(`Hello, ${answer.name}!`) : inputRequired({ inputRequests: { user_name: name } })
    },
  )
  offerRounds(server)
  offerByCapability(server)
  server.registerPrompt('test_input_required_result_prompt', { description: 'Asks for its context.' }, (context) => {
    const answer = acceptedContent(context.mcpReq.inputResponses, 'user_context', z.object({ context: z.string() }))
    if (answer) return { messages: [{ role: 'user' as const, content: text(answer.context) }] }
    return inputRequired({ inputRequests: { user_context: form('What context?', 'context') } })
  })
}

function offerRounds(server: McpServer): void {
  const description = 'Asks twice.'
  const config = { description, inputSchema: z.object({}) }
  server.registerTool('test_input_required_result_multi_round', config, async (_, { mcpReq }) => {
    const has: Answered = (key) => key in (mcpReq.inputResponses ?? {})
    const round = mcpReq.requestState<string>()
    if (round === 'second' && has('step2')) return done('Both rounds.')
    if (round === 'first' && has('step1')) {
      const inputRequests = { step2: form('Step 2: What is your favourite colour?', 'color') }
      return inputRequired({ inputRequests, requestState: await states.mint('second') })
    }
    const inputRequests = { step1: form('Step 1: What is your name?', 'name') }
    return inputRequired({ inputRequests, requestState: await states.mint('first') })
  })
}

function offerByCapability(server: McpServer): void {
  const declares = ({ mcpReq }: ServerContext, capability: string) =>
    z
      .object({ [CLIENT_CAPABILITIES_META_KEY]: z.object({ [capability]: z.looseObject({}) }) })
      .safeParse(mcpReq.envelope).success
  const config = { description: 'Asks what the client can answer.', inputSchema: z.object({}) }
  server.registerTool('test_input_required_result_capabilities', config, (_, context) => {
    if (Object.keys(context.mcpReq.inputResponses ?? {}).length > 0) return done('Answered.')
    return inputRequired({
      inputRequests: {
        ...(declares(context, 'sampling') && { thought: thought('Say something') }),
        ...(declares(context, 'elicitation') && { name: form('What is your name?', 'name') }),
      },
    })
  })
  // The SDK itself refuses to ask a client for what it has not declared.
  server.registerTool('test_missing_capability', config, () =>
    inputRequired({ inputRequests: { thought: thought('Say something') } }),
  )
}
