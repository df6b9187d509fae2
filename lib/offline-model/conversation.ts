import { plain } from './markdown'
import { type Output, type Read, readOutput, type ToolName, type ToolResult } from './tool-results'

export interface ToolCall {
  toolName: ToolName
  input: Record<string, unknown>
}

/** A conversation yields the one tool call that it needs next, and goes on with that tool's output. */
export type Conversation<T> = Generator<ToolCall, T, Output>

/** Thrown to end an answer early: the message is all that Aiya then says. */
export class LastWords extends Error {}

/** What a conversation says, also where it ends early. */
export function* said(conversation: Conversation<string>): Conversation<string> {
  try {
    return yield* conversation
  } catch (error) {
    if (error instanceof LastWords) return error.message
    throw error
  }
}

/** Calls a tool and gives back its result, its refusal or its failure. */
export function* attempt<Name extends ToolName>(
  toolName: Name,
  input: Record<string, unknown> = {},
): Conversation<Read<ToolResult<Name>>> {
  return readOutput(yield { toolName, input }, toolName)
}

/**
 * Calls a tool without whose result there is no answer. `instead` names the page that shows the same.
 * @throws LastWords that say why there is none: the tool is not there, refused or broke.
 */
export function* ask<Name extends ToolName>(toolName: Name, input = {}, instead = ''): Conversation<ToolResult<Name>> {
  const read = yield* attempt(toolName, input)
  if (read.ok) return read.value
  const why = read.why === 'refused' ? plain(read.message) : `I can't get at that just now: ${plain(read.message)}`
  throw new LastWords(`${why} ${instead}`.trim())
}
