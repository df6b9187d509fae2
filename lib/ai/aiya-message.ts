import type { InferUITools, UIMessage } from 'ai'
import type { ApprovalData } from '@/lib/auth0/ai/approval-part'
import type { AiyaTools } from './tool-registry'

/**
 * How an incomplete answer ended: stopped by the customer, at its length limit, filtered by the provider, by an error,
 * or without words.
 */
export type AnswerEnding = 'stopped' | 'length' | 'filtered' | 'error' | 'empty'

export interface AiyaMetadata {
  /** Left out where the answer ended by itself. */
  ending?: AnswerEnding
  /** Set by the app if the answer's words could mean that money moved, although none did. */
  nothingMoved?: true
  /** The id of the customer's earlier message that this one of theirs is an edited version of. */
  edits?: string
}

/**
 * A message of a chat as it is stored, streamed and drawn. An approval's card is a `data-approval` part under the
 * approval's id: once in the answer that asked, and once in the message `approval-<id>` that tells its end. A page
 * draws only one of them.
 */
export type AiyaMessage = UIMessage<AiyaMetadata, { approval: ApprovalData }, InferUITools<AiyaTools>> & {
  /** When the bank kept it, in ISO 8601; left out where a page has not heard of that yet. */
  createdAt?: string
  /** What the customer thinks of an answer; left out where nothing is kept. */
  rating?: 'up' | 'down'
}
