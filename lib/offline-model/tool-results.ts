import { z } from 'zod'
import { currencyCode as currency, decimalAmount as decimal } from '@/lib/ledger/amounts/shown-amount'
import { plain } from './markdown'

/** The members of an object that are texts. */
const texts = <Key extends string>(...keys: Key[]) =>
  Object.fromEntries(keys.map((key) => [key, z.string()])) as Record<Key, z.ZodString>

const account = z.object({
  ...texts('id', 'name', 'type', 'mask', 'balanceFormatted', 'availableFormatted', 'status'),
  ...{ currency, balance: decimal, available: decimal },
})
/** Not every list of payees tells the currency; the bank checks it in any case. */
const payee = z.object({
  ...texts('id', 'name', 'mask', 'accountId'),
  ...{ nickname: z.string().nullish(), currency: currency.optional() },
})
const line = z.object({
  ...texts('amountFormatted', 'balanceAfterFormatted'),
  ...{ description: z.string().nullish(), counterparty: z.string().nullish(), date: z.iso.date() },
  account: z.object(texts('name', 'mask')),
})
const total = z.object({ ...texts('kind'), currency, direction: z.enum(['in', 'out']), count: z.int(), sum: decimal })
const limit = z.object(texts('perTransferFormatted', 'perDayFormatted', 'leftFormatted', 'renews'))

const product = z.object({ ...texts('id', 'name', 'priceFormatted'), price: decimal, currency })
const quote = z.object({ ...texts('ticker', 'priceFormatted'), price: decimal, currency })
const holding = z.object({ ...texts('ticker', 'priceFormatted', 'valueFormatted'), qty: z.int() })
/** What became of what the phone must approve. */
const outcome = z.object({ status: z.string(), message: z.string().nullish() })

/** What each tool answers, as far as this model reads it. */
const RESULTS = {
  listAccounts: z.object({ accounts: z.array(account) }),
  listPayees: z.object({ payees: z.array(payee) }),
  listTransactions: z.object({ transactions: z.array(line), hasMore: z.boolean(), totals: z.array(total) }),
  transferFunds: outcome,
  requestMandate: outcome,
  listWaiting: z.object({ waiting: z.array(z.object(texts('summary'))) }),
  listLimits: z.object({ limits: z.array(limit) }),
  listAccountNumbers: z.object({ accounts: z.array(z.object(texts('name', 'number'))) }),
  listProducts: z.object({ products: z.array(product) }),
  getQuote: z.object({ quote }),
  getPortfolio: z.object({ holdings: z.array(holding), totalFormatted: z.string() }),
  buyProduct: outcome,
  placeOrder: outcome,
  orderWhen: outcome,
}

export type ToolName = keyof typeof RESULTS
export type ToolResult<Name extends ToolName> = z.infer<(typeof RESULTS)[Name]>
export type Account = z.infer<typeof account>
export type Payee = z.infer<typeof payee>
export type Product = z.infer<typeof product>

/** A tool's output as it stands in the prompt, without the SDK's wrapping. */
export type Output = { kind: 'value'; value: unknown } | { kind: 'text' | 'error' | 'denied'; text: string }

/** `refused`: the tool ran, or was not allowed to, and says why not. `broken`: it threw, or nobody can read its answer. */
export type Read<T> = { ok: true; value: T } | { ok: false; why: 'refused' | 'broken'; message: string }

const failed = z.object({ error: z.object({ message: z.string() }) })

/** Reads a tool's output; anything unexpected is an answer too, never an exception. */
export function readOutput<Name extends ToolName>(output: Output, name: Name): Read<ToolResult<Name>> {
  if (output.kind === 'denied') return { ok: false, why: 'refused', message: output.text }
  if (output.kind === 'error') return { ok: false, why: 'broken', message: output.text }
  const value = output.kind === 'value' ? output.value : fromJson(output.text)
  const failure = failed.safeParse(value)
  if (failure.success) return { ok: false, why: 'refused', message: failure.data.error.message }
  const parsed = RESULTS[name].safeParse(value)
  if (parsed.success) return { ok: true, value: parsed.data as ToolResult<Name> }
  return { ok: false, why: 'broken', message: 'The bank gave an answer that I could not read.' }
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What became of what the phone must approve. That something was done is said only by the bank, later. */
export function became(result: Read<z.infer<typeof outcome>>, what: string, page = '[Approvals](/approvals)'): string {
  const check = `Please look at ${page} before you ask for it again.`
  if (!result.ok && result.why === 'refused') return plain(result.message)
  if (!result.ok) return `I can't tell whether the phone was asked for ${what}: ${plain(result.message)} ${check}`
  const { status, message } = result.value
  if (message) return plain(message)
  return status === 'pending' ? `I have asked your phone for ${what}.` : `I don't know what became of ${what}. ${check}`
}
