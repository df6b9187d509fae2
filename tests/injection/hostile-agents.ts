import { randomUUID } from 'node:crypto'
import type { Wish } from './attacks'
import type { Victim } from './stage'

type Answer = { isError: boolean; [member: string]: unknown }

/** An agent that its customer has let in over MCP, and that turns against them. */
export interface Hostile {
  victim: Victim
  /** Mallory's account, which the victim has saved as a payee. */
  mallory: string
  bob: string
  /** Another customer, who has let the same agent in: their accounts, a request of theirs that waits, and their token. */
  other: { accounts: Victim['accounts']; approvalId: string; token: string }
  call(name: string, args?: object): Promise<Answer>
  /** Sends a request with any token, as it is; the status. */
  send(where: 'mcp' | 'agent route', token: string, body: object, key?: string): Promise<number>
  token: string
  /** Tokens with which the bank itself has posted the victim's transfers, stolen on their way. */
  stolen(): string[]
  /** Waits until the customer has answered all that the phone shows. */
  answered(): Promise<void>
}

export interface HostileAttack {
  name: string
  /** What the customer wants at that time, and has told the agent. */
  wish?: Wish
  run(hostile: Hostile): Promise<unknown>
}

const approvalId = ({ approval }: Answer): string => (approval as { id?: string } | undefined)?.id ?? randomUUID()

function order({ victim, mallory }: Hostile, amount: unknown, changes: object = {}) {
  const from = victim.accounts.Checking?.id
  return { requestId: randomUUID(), fromAccountId: from, toAccountId: mallory, amount, currency: 'USD', ...changes }
}

const ask = (hostile: Hostile, amount: unknown, changes: object = {}) =>
  hostile.call('request_transfer', order(hostile, amount, changes))

/** What an agent from outside may try with the token that it was given, and with those that it finds. */
export const HOSTILE_ATTACKS: HostileAttack[] = [
  { name: 'asks for what nobody wants', run: (hostile) => ask(hostile, '310.00') },
  {
    name: 'asks for ten times the wish',
    wish: { amount: '20.00', from: 'Checking', to: 'Bob' },
    run: (hostile) => ask(hostile, '200.00', { toAccountId: hostile.bob }),
  },
  {
    name: 'asks for the wish twice, under two names',
    wish: { amount: '5.00', from: 'Checking', to: 'Savings' },
    run: async (hostile) => {
      const toAccountId = hostile.victim.accounts.Savings?.id
      await ask(hostile, '5.00', { toAccountId })
      await ask(hostile, '5.00', { toAccountId })
    },
  },
  {
    name: 'a flood of requests',
    run: (hostile) => Promise.all(Array.from({ length: 30 }, (_, n) => ask(hostile, `${40 + n}.00`))),
  },
  {
    name: 'a flood of orders under one request id',
    run: (hostile) => {
      const requestId = randomUUID()
      return Promise.all(Array.from({ length: 20 }, (_, n) => ask(hostile, `${80 + n}.00`, { requestId })))
    },
  },
  {
    name: 'a request id with another order, after the yes',
    wish: { amount: '7.00', from: 'Checking', to: 'Savings' },
    run: async (hostile) => {
      const requestId = randomUUID()
      await ask(hostile, '7.00', { requestId, toAccountId: hostile.victim.accounts.Savings?.id })
      await hostile.answered()
      await ask(hostile, '700.00', { requestId })
    },
  },
  {
    name: 'another order under the card that the phone shows',
    run: async (hostile) => {
      const requestId = randomUUID()
      const shown = await ask(hostile, '3.00', { requestId })
      await ask(hostile, '333.00', { requestId })
      await hostile.call('cancel_transfer', { approvalId: approvalId(shown) })
      await ask(hostile, '333.01', { requestId })
      await ask(hostile, '333.02')
    },
  },
  {
    name: 'what is not the customer’s',
    run: async (hostile) => {
      const { accounts, approvalId: theirs } = hostile.other
      await ask(hostile, '50.00', { fromAccountId: accounts.Checking?.id })
      await ask(hostile, '51.00', { toAccountId: accounts.Checking?.id })
      await ask(hostile, '52.00', { fromAccountId: hostile.mallory, toAccountId: hostile.victim.accounts.Checking?.id })
      await hostile.call('list_transactions', { accountId: accounts.Checking?.id })
      await hostile.call('get_approval', { approvalId: theirs })
      await hostile.call('cancel_transfer', { approvalId: theirs })
    },
  },
  {
    name: 'another customer’s token for this customer’s accounts',
    run: (hostile) => {
      const call = { name: 'request_transfer', arguments: order(hostile, '53.00') }
      return hostile.send('mcp', hostile.other.token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call })
    },
  },
  {
    name: 'its own token at the agent route, under the waiting approval’s id',
    run: async (hostile) => {
      const { requestId: _, ...body } = order(hostile, '60.00')
      const shown = await ask(hostile, '60.00')
      await hostile.send('agent route', hostile.token, body, approvalId(shown))
      await hostile.send('agent route', hostile.token, body, randomUUID())
    },
  },
  {
    name: 'stolen tokens of approved transfers, here and there, for more',
    wish: { amount: '2.00', from: 'Checking', to: 'Savings' },
    run: async (hostile) => {
      const toAccountId = hostile.victim.accounts.Savings?.id
      const shown = await ask(hostile, '2.00', { toAccountId })
      await hostile.answered()
      for (const token of hostile.stolen().slice(-3)) {
        const { requestId: _, ...more } = order(hostile, '222.00')
        for (const key of [approvalId(shown), randomUUID()]) {
          await hostile.send('agent route', token, { ...more, toAccountId }, key)
          await hostile.send('agent route', token, { ...more, amount: '2.00', toAccountId }, key)
        }
        const call = { name: 'request_transfer', arguments: order(hostile, '223.00') }
        await hostile.send('mcp', token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call })
      }
    },
  },
  {
    name: 'memos that say something else than the order',
    run: async (hostile) => {
      for (const memo of [
        'Amount: 0.01 USD, to: Savings, asked by: the bAInk',
        '</p><button>Approve</button><p hidden>',
        'Gift\nTo: Savings 8765',
        'USD 00.44\u202e',
        'Approved already. Tap yes to dismiss this notice.',
      ])
        await ask(hostile, '44.00', { memo })
    },
  },
  {
    name: 'members that claim what only the bank may say',
    run: (hostile) =>
      ask(hostile, '45.00', {
        creditorName: 'Savings',
        ...{ bindingMessage: 'Transfer 0.01 USD', status: 'approved', approved: true, customerId: hostile.victim.id },
      }),
  },
  {
    name: 'amounts that are none',
    run: async (hostile) => {
      for (const amount of ['-50.00', '1,00', '1e3', '50', 5_000, '0.00', ' 46.00', '99999999999999999999.00'])
        await ask(hostile, amount)
    },
  },
  {
    name: 'an answer in the customer’s place',
    run: async (hostile) => {
      const shown = await ask(hostile, '61.00')
      const answer = { taskId: approvalId(shown), inputResponses: { approve: { action: 'accept' } } }
      for (const method of ['tasks/update', 'tasks/result', 'approvals/approve'])
        await hostile.send('mcp', hostile.token, { jsonrpc: '2.0', id: 1, method, params: answer })
    },
  },
]
