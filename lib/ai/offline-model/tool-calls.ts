import type { LanguageModelV3ToolResultOutput } from '@ai-sdk/provider'
import type { z } from 'zod'
import { toDecimal } from '@/lib/transfers/money'
import type { ReadyTransfer } from './resolution'
import {
  accountsResult,
  payeesResult,
  type Read,
  readOutput,
  type Statement,
  statementResult,
  type TransferResult,
  transferResult,
} from './tool-results'

export type { Read } from './tool-results'

export interface ToolCall {
  toolName: string
  input: Record<string, unknown>
}

/** Yields the calls of one step, is resumed with their outputs in the same order. */
export type Conversation<T> = Generator<ToolCall[], T, LanguageModelV3ToolResultOutput[]>

export function askAccounts(): Conversation<Read<z.infer<typeof accountsResult>>> {
  return askOne({ toolName: 'listAccounts', input: {} }, accountsResult)
}

export function askPayees(): Conversation<Read<z.infer<typeof payeesResult>>> {
  return askOne({ toolName: 'listPayees', input: {} }, payeesResult)
}

/** The statements of several accounts in one step. */
export function* askStatements(accountIds: string[], limit: number): Conversation<Read<Statement>[]> {
  const outputs = yield accountIds.map((accountId) => ({ toolName: 'listTransactions', input: { accountId, limit } }))
  return outputs.map((output) => readOutput(output, statementResult))
}

export function askTransfer({ from, to, minor, memo }: ReadyTransfer): Conversation<Read<TransferResult>> {
  const order = { fromAccountId: from.id, toAccountId: to.accountId, amount: toDecimal(minor, from.currency) }
  const input = { ...order, currency: from.currency, ...(memo === undefined ? {} : { memo }) }
  return askOne({ toolName: 'transferFunds', input }, transferResult)
}

function* askOne<T>(call: ToolCall, schema: z.ZodType<T>): Conversation<Read<T>> {
  const [output] = yield [call]
  return readOutput(output ?? { type: 'error-text', value: 'There was no answer.' }, schema)
}
