import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from '@langchain/langgraph'

const ENDED = new Set(['posted', 'denied', 'expired', 'cancelled', 'failed'])
const LEASE_SECONDS = 10
/** Between two looks at a request that the agent made itself: Auth0's interval. The bank's approvals are waited for by the bank. */
const LOOK_SECONDS = 5
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS agent_threads (
    id text PRIMARY KEY, orders jsonb NOT NULL, ended boolean NOT NULL DEFAULT false,
    leased_until timestamptz NOT NULL DEFAULT '-infinity')`

/** Takes threads through the graph, whichever process began them. Any number of schedulers may run on one database. */
export class Scheduler {
  constructor({ graph, call, pool }) {
    Object.assign(this, { graph, call, pool })
  }

  async prepare() {
    await this.pool.query(SCHEMA)
  }

  /** Writes down what is wanted. All else follows from this row, so nothing is lost when this process dies. */
  async begin(id, orders) {
    const added = 'INSERT INTO agent_threads (id, orders) VALUES ($1, $2) ON CONFLICT DO NOTHING'
    const { rowCount } = await this.pool.query(added, [id, JSON.stringify(orders)])
    if (rowCount === 0) throw new Error(`There is a thread ${id} already.`)
  }

  /** Goes on with whatever is open, until nothing is; `tell` hears of each thread that has ended. */
  async run(tell) {
    for (;;) {
      const thread = await this.lease()
      if (thread) await this.step(thread, tell)
      else if (await this.isIdle()) return
      else await sleep(200)
    }
  }

  async lease() {
    const { rows } = await this.pool.query(`
      UPDATE agent_threads SET leased_until = now() + interval '${LEASE_SECONDS} seconds'
      WHERE id = (SELECT id FROM agent_threads WHERE NOT ended AND leased_until < now()
                  ORDER BY leased_until LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, orders`)
    return rows[0]
  }

  async isIdle() {
    const { rows } = await this.pool.query('SELECT FROM agent_threads WHERE NOT ended LIMIT 1')
    return rows.length === 0
  }

  /**
   * One step: begins a thread, goes on where a process died, or looks at its approvals and brings the graph those that ended.
   * Two schedulers that do the same at once, after a lease ran out, do no harm: asking again asks nobody.
   */
  async step({ id, orders }, tell) {
    // `sync`: a request id stands in the checkpoint before it is sent, not a little later.
    const config = { configurable: { thread_id: id }, durability: 'sync' }
    const { next, tasks, createdAt, values } = await this.graph.getState(config)
    const waiting = tasks.flatMap(({ interrupts }) => interrupts)
    if (createdAt === undefined) await this.graph.invoke({ orders }, config)
    else if (waiting.length > 0) await this.resume(waiting, config)
    else if (next.length > 0) await this.graph.invoke(null, config)
    else tell(id, values.wishes)
    const isOver = createdAt !== undefined && next.length === 0
    const pause = waiting.some(({ value }) => !value.approvalId) ? LOOK_SECONDS : 0
    const done = `UPDATE agent_threads SET leased_until = now() + interval '${pause} seconds', ended = $2 WHERE id = $1`
    await this.pool.query(done, [id, isOver])
  }

  async resume(waiting, config) {
    const looked = await Promise.all(
      waiting
        .filter(({ value }) => value.approvalId)
        .map(async ({ id, value }) => {
          const { approval } = await this.call('get_approval', { approvalId: value.approvalId, waitSeconds: 2 })
          return [id, approval]
        }),
    )
    const ended = looked.filter(([, approval]) => ENDED.has(approval?.status))
    // Whatever is not resumed here stops again; what the agent asked itself looks at its own request as it runs.
    if (ended.length > 0) await this.graph.invoke(new Command({ resume: Object.fromEntries(ended) }), config)
    else if (looked.length < waiting.length) await this.graph.invoke(null, config)
  }
}
