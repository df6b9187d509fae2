import type { LanguageModelV3ToolResultOutput } from '@ai-sdk/provider'
import { z } from 'zod'
import { isCurrency } from '@/lib/transfers/money'

const currency = z.string().refine(isCurrency)

const accountSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  type: z.string(),
  mask: z.string(),
  currency,
  balance: z.string().regex(/^-?\d+(?:\.\d+)?$/),
  balanceFormatted: z.string(),
  available: z.string().regex(/^-?\d+(?:\.\d+)?$/),
  availableFormatted: z.string(),
  status: z.string(),
})
const payeeSchema = z.object({
  id: z.string(),
  name: z.string(),
  nickname: z.string().nullish(),
  mask: z.string(),
  accountId: z.string().min(1),
  /** Not every list of payees tells it; the bank checks it in any case. */
  currency: currency.optional(),
})
const lineSchema = z.object({
  amount: z.string(),
  amountFormatted: z.string(),
  balanceAfterFormatted: z.string(),
  description: z.string().nullish(),
  counterparty: z.string().nullish(),
  createdAt: z.string(),
})

export const accountsResult = z.object({ accounts: z.array(accountSchema) })
export const payeesResult = z.object({ payees: z.array(payeeSchema) })
export const statementResult = z.object({
  account: z.object({ name: z.string(), mask: z.string(), currency }),
  transactions: z.array(lineSchema),
})
export const transferResult = z.object({
  status: z.string(),
  message: z.string().nullish(),
  transfer: z.object({ amount: z.string(), currency, memo: z.string().nullish() }).nullish(),
})
const errorResult = z.object({ error: z.object({ code: z.string().nullish(), message: z.string() }) })

export type Account = z.infer<typeof accountSchema>
export type Payee = z.infer<typeof payeeSchema>
export type Statement = z.infer<typeof statementResult>
export type TransferResult = z.infer<typeof transferResult>

/** `refused`: the tool ran and says why not. `broken`: it threw, or answered what nobody can read. */
export type Read<T> = { ok: true; value: T } | { ok: false; why: 'refused' | 'broken'; message: string }

/** Reads a tool's output as it stands in the prompt; anything unexpected is an answer too, never an exception. */
export function readOutput<T>(output: LanguageModelV3ToolResultOutput, schema: z.ZodType<T>): Read<T> {
  if (output.type === 'execution-denied')
    return { ok: false, why: 'refused', message: output.reason ?? 'It was not allowed.' }
  if (output.type === 'error-text') return { ok: false, why: 'broken', message: output.value }
  const value = contentOf(output)
  const failure = errorResult.safeParse(value)
  if (failure.success) return { ok: false, why: 'refused', message: failure.data.error.message }
  const parsed = schema.safeParse(value)
  if (output.type !== 'error-json' && parsed.success) return { ok: true, value: parsed.data }
  return { ok: false, why: 'broken', message: 'The bank gave an answer that I could not read.' }
}

function contentOf(output: LanguageModelV3ToolResultOutput): unknown {
  if (output.type === 'json' || output.type === 'error-json') return output.value
  if (output.type === 'execution-denied') return undefined
  const text =
    output.type === 'content'
      ? output.value.map((part) => (part.type === 'text' ? part.text : '')).join('')
      : output.value
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
