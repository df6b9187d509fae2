import type {
  CallToolResult,
  McpServer,
  ScopeChallengeHandler,
  ServerContext,
  StandardSchemaWithJSON,
  ToolAnnotations,
} from '@modelcontextprotocol/server'
import type { z } from 'zod'
import { withRefusals } from './tool-result'

interface Offer<Input extends z.ZodObject> {
  title: string
  description: string
  input: Input
  annotations: ToolAnnotations
  scopeChallenge?: ScopeChallengeHandler
  answer(asked: z.output<Input>, context: ServerContext): Promise<CallToolResult>
}

/**
 * Offers a tool. Arguments that do not fit are refused with a code, as all else that the bank refuses: the SDK would refuse
 * them before the tool, in a sentence without one.
 */
export function offerTool<Input extends z.ZodObject>(
  server: McpServer,
  name: string,
  { input, answer, ...described }: Offer<Input>,
): void {
  server.registerTool(name, { ...described, inputSchema: listedOnly(input) }, (asked: unknown, context) =>
    withRefusals(async () => answer(input.parse(asked), context)),
  )
}

/** The schema for the list of tools, which lets every argument pass. */
function listedOnly(input: z.ZodObject): StandardSchemaWithJSON<unknown, unknown> {
  const { version, vendor, jsonSchema } = input['~standard']
  return { '~standard': { version, vendor, jsonSchema, validate: (value) => ({ value }) } }
}
