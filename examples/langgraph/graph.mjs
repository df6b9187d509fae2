import { randomUUID } from 'node:crypto'
import { Annotation, END, interrupt, Send, START, StateGraph } from '@langchain/langgraph'

/** With these the bank says that it cannot tell whether it has asked: no rule has refused, and the step has to run again. */
const AWAY = new Set(['unavailable', 'internal_error', 'unknown'])

/** What an agent keeps of a thread: the orders that it was given, and each wish with what became of it. */
const State = Annotation.Root({
  orders: Annotation(),
  /** By request id: `{ order, detail, approvalId, status, reason, transferId }`. */
  wishes: Annotation({ reducer: (known, news) => ({ ...known, ...news }), default: () => ({}) }),
})

/**
 * plan → ask (once for each wish) → asked → wait, or pay (once for each approval) → end.
 * An order `{ by: 'auth0', … }` is not asked for at the bank: the agent asks the phone itself, and pays.
 * @param tools `call` asks a tool of the bank (bank.mjs); `prepare` and `pay` are those of payment.mjs and auth0.mjs
 * @param checkpointer durable: what stands in it is all that is left after a crash
 */
export function agentGraph({ call, prepare, pay }, checkpointer) {
  return new StateGraph(State)
    .addNode('plan', plan)
    .addNode('ask', ask)
    .addNode('asked', () => ({}))
    .addNode('wait', wait)
    .addNode('pay', payOne)
    .addEdge(START, 'plan')
    .addConditionalEdges('plan', ({ wishes }) => orEnd(each(wishes, 'ask', () => true)), ['ask', END])
    .addEdge('ask', 'asked')
    .addConditionalEdges('asked', next, ['wait', 'pay', END])
    .addEdge('wait', END)
    .addEdge('pay', END)
    .compile({ checkpointer })

  /** Each order is a wish with a request id of its own, also two that are alike. It is written down before it is used. */
  function plan({ orders }) {
    return { wishes: Object.fromEntries(orders.map((order) => [randomUUID(), { order }])) }
  }

  /** Runs again after a crash. The request id is the same then, so it is the same approval and the phone is not asked again. */
  async function ask({ requestId, wish }) {
    if (wish.order.by === 'auth0') return prepared(requestId, wish)
    const { approval, code, message } = await call('request_transfer', { requestId, ...wish.order })
    if (AWAY.has(code)) throw new Error(message)
    const news = approval ? { approvalId: approval.id, status: approval.status } : { status: 'refused', reason: code }
    return { wishes: { [requestId]: { ...wish, ...news } } }
  }

  /** Stops here, until the scheduler comes back with the approval as it ended. Runs twice, so it does nothing else. */
  function wait({ requestId, wish }) {
    const { status, reason, transferId } = interrupt({ requestId, approvalId: wish.approvalId })
    return { wishes: { [requestId]: { ...wish, status, reason, transferId } } }
  }

  /** Writes down what the phone will show. Nobody is asked yet. */
  async function prepared(requestId, { order: { by, ...order } }) {
    const detail = prepare && (await prepare(requestId, order))
    const refused = { status: 'refused', reason: prepare ? 'no_such_payee' : 'no_client' }
    return { wishes: { [requestId]: detail ? { order, detail } : { order, ...refused } } }
  }

  /** Asks the phone, or looks, each time that it runs; stops while nobody has answered. The interrupt holds nothing to steal. */
  async function payOne({ requestId, wish }, { configurable }) {
    const news = await pay(configurable.thread_id, requestId, wish)
    return { wishes: { [requestId]: { ...wish, ...(news ?? interrupt({ requestId })) } } }
  }
}

function next({ wishes }) {
  return orEnd([
    ...each(wishes, 'wait', ({ approvalId }) => approvalId),
    ...each(wishes, 'pay', ({ detail }) => detail),
  ])
}

function each(wishes, node, isWanted) {
  const wanted = Object.entries(wishes).filter(([, wish]) => isWanted(wish))
  return wanted.map(([requestId, wish]) => new Send(node, { requestId, wish }))
}

function orEnd(sends) {
  return sends.length === 0 ? END : sends
}
