import type { LanguageModelV3Message, LanguageModelV3Prompt, LanguageModelV3ToolResultOutput } from '@ai-sdk/provider'

export interface ToolUse {
  toolCallId: string
  toolName: string
  input: Record<string, unknown>
  /** Undefined while no result stands in the prompt. */
  output: LanguageModelV3ToolResultOutput | undefined
}

/** One message of the customer's and all that came of it. */
export interface Turn {
  userText: string
  uses: ToolUse[]
  assistantText: string
}

/** Older turns can no longer matter to what "it" or "savings" means. */
const TURNS_MAX = 20

/** Cuts a prompt into turns, the current one last; none when the customer has said nothing. */
export function readTurns(prompt: LanguageModelV3Prompt): Turn[] {
  const turns: Turn[] = []
  for (const message of prompt) {
    if (message.role === 'user') addUserText(turns, message)
    else if (message.role !== 'system') addToTurn(turns.at(-1), message)
  }
  return turns.slice(-TURNS_MAX)
}

/** Messages that follow one another without an answer are one turn. */
function addUserText(turns: Turn[], message: LanguageModelV3Message & { role: 'user' }): void {
  const text = message.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
  const last = turns.at(-1)
  if (last && last.uses.length === 0 && last.assistantText === '') last.userText += `\n${text}`
  else turns.push({ userText: text, uses: [], assistantText: '' })
}

function addToTurn(turn: Turn | undefined, message: LanguageModelV3Message): void {
  if (!turn || message.role === 'system' || message.role === 'user') return
  for (const part of message.content) {
    if (part.type === 'text') turn.assistantText += part.text
    if (part.type === 'tool-call') {
      const { toolCallId, toolName } = part
      turn.uses.push({ toolCallId, toolName, input: asRecord(part.input), output: undefined })
    }
    if (part.type === 'tool-result') {
      const use = turn.uses.findLast((candidate) => candidate.toolCallId === part.toolCallId)
      if (use) use.output = part.output
    }
  }
}

function asRecord(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? { ...input } : {}
}
