import type { Tool } from 'ai'
import { describe, expect, test } from 'vitest'
import { Turn } from '@/lib/ai/turn'
import type { TransferOutcome } from '@/lib/approvals/outcome'

const OPTIONS = { toolCallId: 'c', messages: [] }

/** What a second call hears in a turn whose first ended so. */
async function afterwards(first: Partial<TransferOutcome>): Promise<unknown> {
  const outcomes = [first, { status: 'pending', message: 'asked' }]
  const tool = { execute: async () => outcomes.shift() } as unknown as Tool<object, TransferOutcome>
  const { execute } = new Turn().oneByOne(tool)
  await execute?.({}, OPTIONS)
  return execute?.({}, OPTIONS)
}

describe('after a mistake of its own the model may try again', () => {
  test.each(['invalid_request', 'account_not_found', 'currency_mismatch', 'same_account', 'not_found'])(
    '%s',
    async (code) => expect(await afterwards({ status: 'refused', code })).toMatchObject({ status: 'pending' }),
  )
})

describe('after a no of the customer’s or the bank’s it may not', () => {
  test.each<[TransferOutcome['status'], string?]>([
    ['denied'],
    ['cancelled'],
    ['expired'],
    ['unknown'],
    ['refused', 'insufficient_funds'],
    ['refused', 'limit_exceeded'],
    ['refused', 'price_limit'],
    ['refused', 'out_of_stock'],
    ['refused', 'asking_paused'],
    ['refused', 'too_many_in_turn'],
  ])('%s %s', async (status, code) =>
    expect(await afterwards({ status, ...(code && { code }) })).toMatchObject({ code: 'turn_stopped' }),
  )
})
