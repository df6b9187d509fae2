import type { AiyaMessage } from '@/lib/ai/aiya-message'

/** What was written in a message, without what Aiya did. */
export function wordsOf({ parts }: AiyaMessage): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
}
