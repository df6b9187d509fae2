import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { standingWords } from '@/lib/ai/taken-back'

/** The written words of a message, without Aiya's tool calls. */
export function wordsOf({ parts }: AiyaMessage): string {
  return parts.map((part) => (part.type === 'text' ? standingWords(part.text) : '')).join('\n')
}
