import { isToolUIPart } from 'ai'
import type { AiyaMessage } from './aiya-message'
import { standingWords } from './taken-back'

/** The error of a tool call that was unfinished when its answer ended. */
export const NOT_FINISHED = 'The answer ended before this was done.'

type Part = AiyaMessage['parts'][number]

/** The parts of an answer that is over: nothing in it is still coming, and nothing in it was taken back. */
export function settledParts(parts: Part[]): Part[] {
  return parts.map((part) => {
    if (part.type === 'text') return { ...part, text: standingWords(part.text), state: 'done' }
    if (part.type === 'reasoning') return { ...part, state: 'done' }
    if (!isToolUIPart(part) || part.state.startsWith('output-')) return part
    return { ...part, state: 'output-error', errorText: NOT_FINISHED } as Part
  })
}
