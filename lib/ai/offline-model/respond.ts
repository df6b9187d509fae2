import type { LanguageModelV3Prompt, LanguageModelV3ToolResultOutput } from '@ai-sdk/provider'
import { type Interpretation, interpret, type Memory } from './dialogue'
import { type Reply, serve } from './serve'
import { talkReply } from './talk-replies'
import type { ToolCall } from './tool-calls'
import { readTurns, type ToolUse, type Turn } from './turns'

export type Response = { kind: 'call'; calls: ToolCall[] } | { kind: 'say'; text: string }

type Progress = { kind: 'call'; calls: ToolCall[] } | { kind: 'reply'; reply: Reply } | { kind: 'lost' }

/**
 * The whole model as one pure function of the prompt. Past turns are played again from their own tool results, which
 * tells what the last answer left open; the current turn is played up to the first call that has no result yet.
 */
export function respond(prompt: LanguageModelV3Prompt, hasTool: (name: string) => boolean): Response {
  const turns = readTurns(prompt)
  const current = turns.pop()
  if (!current) return { kind: 'say', text: talkReply('greeting') }
  const memory = turns.reduce<Memory>((before, turn) => remember(before, turn, hasTool), {})
  const meaning = interpret(current.userText, memory)
  const progress = play(meaning, current.uses, hasTool)
  if (progress.kind === 'call') return progress
  return {
    kind: 'say',
    text: progress.kind === 'lost' ? lostReply(current) : withOpenQuestion(progress.reply, meaning),
  }
}

function remember(before: Memory, turn: Turn, hasTool: (name: string) => boolean): Memory {
  const meaning = interpret(turn.userText, before)
  const progress = play(meaning, turn.uses, hasTool)
  if (progress.kind !== 'reply') return {}
  const { pending = meaning.carry, after } = progress.reply
  return { ...(pending ? { pending } : {}), ...(after ? { after } : {}) }
}

function play(meaning: Interpretation, uses: ToolUse[], hasTool: (name: string) => boolean): Progress {
  const conversation = serve(meaning.requests)
  let used = 0
  let next = conversation.next()
  while (!next.done) {
    const calls = next.value
    const recorded = uses.slice(used, used + calls.length)
    used += calls.length
    if (recorded.length === 0 && calls.every((call) => hasTool(call.toolName))) return { kind: 'call', calls }
    if (recorded.some((use, index) => !isSameCall(use, calls[index]))) return { kind: 'lost' }
    next = conversation.next(calls.map((_call, index) => outputOf(recorded[index])))
  }
  return used < uses.length ? { kind: 'lost' } : { kind: 'reply', reply: next.value }
}

const TOOL_ABSENT = { type: 'execution-denied', reason: "I can't do that in this chat." } as const
const NO_RESULT = { type: 'error-text', value: 'There was no answer.' } as const

function outputOf(use: ToolUse | undefined): LanguageModelV3ToolResultOutput {
  return use ? (use.output ?? NO_RESULT) : TOOL_ABSENT
}

function isSameCall(use: ToolUse, call: ToolCall | undefined): boolean {
  if (!call || use.toolName !== call.toolName) return false
  return Object.entries(call.input).every(([key, value]) => use.input[key] === value)
}

/** The turn's tool calls are not the ones this model would have made: better to stop than to guess. */
function lostReply(turn: Turn): string {
  const mayHaveMoved = turn.uses.some((use) => use.toolName === 'transferFunds')
  const check = mayHaveMoved ? ' Please look at your [accounts](/accounts) before you ask for the transfer again.' : ''
  return `I lost track of that request.${check}`
}

function withOpenQuestion({ text, pending }: Reply, { carry }: Interpretation): string {
  if (!carry || pending) return text
  const opening = text || "Sorry, I didn't get that."
  return `${opening}\n\nAbout your transfer: ${carry.question}`
}
