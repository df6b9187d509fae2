import type { CallToolResult } from '@modelcontextprotocol/server'
import type { Approval } from '@/lib/approvals/approval'
import { asProblem } from '@/lib/platform/http/as-problem'
import { PROBLEMS } from '@/lib/platform/http/problem'

/** A tool's result, structured for programs, and as JSON text for models that read text alone. */
export function resultOf(structuredContent: Record<string, unknown>): CallToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent }
}

/** Runs a tool. A refusal is a result too, with its stable code (lib/platform/http/problem.ts). */
export async function withRefusals(work: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await work()
  } catch (error) {
    const { code, extras } = asProblem(error)
    const message = extras.detail ?? PROBLEMS[code][1]
    return { ...resultOf({ code, message, ...extras.members }), isError: true }
  }
}

/** An approval as agents from outside see it. */
export function shownToAgent(approval: Approval): Record<string, unknown> {
  const { id, status, reason, bindingMessage, details, payment, expiresAt, transferId } = approval
  return { id, status, reason, bindingMessage, details, ...(payment && { payment }), expiresAt, transferId }
}
