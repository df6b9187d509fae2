import type { InferUITools, UIMessage } from 'ai'
import type { ApprovalData } from '@/lib/auth0/ai/approval-part'
import type { AiyaTools } from './tool-registry'

/** A message of a chat as it is stored, streamed and drawn. */
export type AiyaMessage = UIMessage<never, { approval: ApprovalData }, InferUITools<AiyaTools>>
