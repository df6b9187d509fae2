import { randomUUID } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { z } from 'zod'
import type { Log } from '../log'
import type { Sql } from '../store/database'

const CHANNEL = 'tenant_phone'
const Announced = z.object({ from: z.string(), sub: z.string() })

/** Tells a customer's open phone pages that there is something new to show. */
export class Changes {
  private readonly emitter = new EventEmitter().setMaxListeners(0)
  private readonly id = randomUUID()
  private tellOthers: ((sub: string) => void) | undefined
  private ring: ((sub: string, request: string) => void) | undefined

  announce(sub: string): void {
    this.emitter.emit(sub)
    this.tellOthers?.(sub)
  }

  /** Tells, besides, that something new waits for the customer. */
  announceRequest(sub: string, request: string): void {
    this.announce(sub)
    this.ring?.(sub, request)
  }

  /** Has `ring` told of each new request. Of several tenants that share this, the first one's tells, so that nobody hears it twice. */
  onRequest(ring: (sub: string, request: string) => void): void {
    this.ring ??= ring
  }

  /** @returns a function that ends the subscription */
  subscribe(sub: string, listener: () => void): () => void {
    this.emitter.on(sub, listener)
    return () => this.emitter.off(sub, listener)
  }

  /**
   * Tells the tenant's other processes on this database too, and hears them. What gets lost while the database is away is seen at
   * the next beat of each page.
   */
  share(sql: Sql, log: Log): void {
    if (this.tellOthers) return
    this.tellOthers = (sub) => {
      const text = JSON.stringify({ from: this.id, sub } satisfies z.input<typeof Announced>)
      sql`SELECT pg_notify(${CHANNEL}, ${text})`.catch((error: unknown) =>
        log.warn({ err: error }, 'other processes were not told of a change'),
      )
    }
    // postgres.js listens again by itself, even after a failed first attempt.
    sql
      .listen(CHANNEL, (text) => this.hear(text))
      .catch((error: unknown) => log.warn({ err: error }, 'cannot hear of changes at other processes yet'))
  }

  /** Anybody who may sign in to the database may send such a text; one that cannot be read is no reason to end. */
  private hear(text: string): void {
    const said = Announced.safeParse(parseJson(text))
    if (said.success && said.data.from !== this.id) this.emitter.emit(said.data.sub)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
