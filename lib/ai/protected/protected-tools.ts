import type { Approved } from '@/lib/approvals/approved'
import { transferTool } from '../tools/transfer-funds'
import type { ProtectedTool } from './protected-tool'
import { purchaseTool } from './purchase'
import { shareOrderTool } from './share-order'

const DECLARED = [transferTool, purchaseTool, shareOrderTool]

/** Every protected tool. A new one is a file beside this one and a place in the list above. */
export const protectedTools: ProtectedTool[] = DECLARED

/** Those that this bank has. */
export const offeredTools = () => protectedTools.filter(({ isOffered }) => isOffered?.() ?? true)

/** Aiya's names for them. */
export type ProtectedName = (typeof DECLARED)[number]['name']

/** The tool that an approval was asked for by. */
export function toolOf({ details }: Approved): ProtectedTool {
  const found = protectedTools.find(({ type }) => type === details.type)
  if (!found) throw new Error(`there is no tool for ${details.type}`)
  return found
}
