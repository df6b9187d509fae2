import { z } from 'zod'
import { agentTransfers } from '@/lib/approvals/agent-freeze'
import { approval } from '@/lib/approvals/approval'
import { whatToAskFor } from '@/lib/approvals/approval-required'
import { approvalMark } from '@/lib/approvals/marks'
import { paymentInitiation } from '@/lib/approvals/payment-initiation'
import { chat, shownMessage } from '@/lib/chats/chat'
import { receipt } from '@/lib/evidence/receipts/receipt'
import { account } from '@/lib/ledger/accounts/account'
import { transaction } from '@/lib/ledger/accounts/find-transactions'
import { limit } from '@/lib/ledger/limits'
import { payee } from '@/lib/ledger/payees/list-payees'
import { transfer } from '@/lib/ledger/post-transfer'
import { reachedLimit } from '@/lib/ledger/refusal'
import { transferOrder } from '@/lib/ledger/transfer-order'
import { problemDocument } from '@/lib/platform/http/problem'

/** The schemas that the document names and refers to. */
const NAMED = {
  Account: account,
  AgentTransfers: agentTransfers,
  Approval: approval,
  ApprovalMark: approvalMark,
  Chat: chat,
  Limit: limit,
  Message: shownMessage,
  Payee: payee,
  PaymentInitiation: paymentInitiation,
  Problem: problemDocument,
  ReachedLimit: reachedLimit,
  Receipt: receipt,
  Transaction: transaction,
  Transfer: transfer,
  TransferOrder: transferOrder,
  WhatToAskFor: whatToAskFor,
}

// A registry of this document alone: in zod's own, hot reload would name each schema twice.
const names = z.registry<{ id: string }>()
for (const [id, schema] of Object.entries(NAMED)) names.add(schema, { id })

export type JsonSchema = Record<string, unknown>

/** A schema as it is sent, before it is parsed, with references for named schemas. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const { $schema, $defs, ...json } = z.toJSONSchema(schema, { io: 'input', metadata: names, override: describe })
  return referring(json)
}

export function namedSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(names, { io: 'input', uri: (id) => id, override: describe })
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, referring(schema)]),
  )
}

export const reference = (name: keyof typeof NAMED): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** Adds the schema's description from the code, and drops the pattern where a format says more. */
function describe({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { description } = z.globalRegistry.get(zodSchema) ?? {}
  if (description) jsonSchema.description = description
  if (['uuid', 'date', 'date-time'].includes(`${jsonSchema.format}`)) delete jsonSchema.pattern
  if (jsonSchema.default === null) delete jsonSchema.default
}

/** Rewrites zod's references, so that all of them lead to the document's one list of schemas. */
function referring(schema: object): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    key === '$ref' && typeof value === 'string'
      ? reference(value.replace('#/$defs/', '') as keyof typeof NAMED).$ref
      : value,
  )
}
