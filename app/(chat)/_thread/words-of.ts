import type { AiyaMessage } from '@/lib/ai/aiya-message'

/** The written words of a message, without Aiya's tool calls. */
export function wordsOf({ parts }: AiyaMessage): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}
