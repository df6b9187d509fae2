import type { z } from 'zod'
import type { Approved } from '@/lib/approvals/approved'
import type { ApprovedDetail } from '@/lib/approvals/approved-detail'
import type { Prepare } from '@/lib/approvals/prepare'

/**
 * One thing that an agent may do only with the customer's yes on the phone: all that differs between a transfer, a purchase
 * and an order of shares. Whatever wraps it (docs/adding-a-protected-tool.md) knows no tool by name.
 */
export interface ProtectedTool {
  /** The type of its approvals' first detail, by which an approval finds its tool again after a process has died. */
  type: ApprovedDetail['type']
  /** Aiya's name for it, and what every model is told. */
  name: string
  description: string
  input: z.ZodObject
  /** The member of the input that limits the price, if there is one. */
  limit?: string
  /** Whether it can be had in this bank; left out where it always can. */
  isOffered?: () => boolean
  /** What agents from outside call it (lib/mcp), and the scope that lets them ask. */
  outside: { name: string; title: string; scope: string }
  /** The API that the token is for, and the scope that a yes gives there. */
  scope: string
  audience: () => string
  /** Reads a model's or an agent's arguments. @throws ZodError that names the bad member */
  prepare: (args: unknown) => Prepare
  /** What is sent after the yes, by POST with the token and the approval's id as its key. 201 says that it is done. */
  request: (approved: Approved) => { url: string; body: object }
  words: Words
}

/** How a tool's approvals are spoken of. */
export interface Words {
  /** As in `The transfer was denied on the phone.` */
  thing: string
  /** As in `I have asked your phone: $25.00 from Checking to Savings.` */
  asked: (approved: Approved) => string
  /** As in `$25.00 from Checking ••4321 to Savings ••8765`; left out where `asked` says it all. */
  waiting?: (approved: Approved) => string
  /** As in `$25.00 was transferred to Savings`. */
  done: (approved: Approved) => string
}
