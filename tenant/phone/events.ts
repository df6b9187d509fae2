import { PassThrough } from 'node:stream'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { tell } from '../http/tell'
import type { Log } from '../log'
import type { Sql } from '../store/database'
import type { Changes } from './changes'
import { readPhone, snapshot } from './page'
import { type DeviceUser, isOnDevice, type PhoneSessions } from './sessions'

/** Also finds out within this time that a phone is gone or that its session has ended. */
const BEAT_MS = 15_000
const STREAMS_MAX = 500
/** As many as there may be devices; one customer's forgotten tabs must not take the others' places. */
const STREAMS_PER_CUSTOMER_MAX = 10
const RETRY_AFTER_SECONDS = 30

/** The open phone pages, each fed with what its customer should see, over server-sent events. */
export class PhoneEvents {
  /** Each open stream, and whose it is. */
  private readonly open = new Map<PassThrough, string>()

  constructor(
    private readonly sql: Sql,
    private readonly sessions: PhoneSessions,
    private readonly changes: Changes,
    private readonly log: Log,
  ) {}

  /**
   * Opens the stream of the customer whose device this is; without one the browser is told not to retry. `HEAD` is how
   * the page asks whether it is worth coming back, and hears what `GET` would hear.
   */
  async stream(ctx: KoaContextWithOIDC): Promise<void> {
    const user = await this.sessions.userOf(ctx)
    if (!isOnDevice(user)) {
      ctx.status = 204
      return
    }
    const refusal = this.refusalFor(user.sub)
    if (refusal) {
      ctx.set('Retry-After', String(RETRY_AFTER_SECONDS))
      return tell(ctx, refusal, { code: 'too_many_streams' })
    }
    ctx.status = 200
    ctx.type = 'text/event-stream'
    ctx.set('Cache-Control', 'no-store')
    ctx.set('X-Accel-Buffering', 'no')
    if (ctx.method === 'HEAD') return
    const stream = new PassThrough()
    this.open.set(stream, user.sub)
    const feed = this.feeder(ctx, user, stream)
    const unsubscribe = this.changes.subscribe(user.sub, feed)
    const beat = setInterval(feed, BEAT_MS)
    stream.once('close', () => {
      this.open.delete(stream)
      unsubscribe()
      clearInterval(beat)
    })
    ctx.body = stream
    feed()
  }

  close(): void {
    for (const stream of this.open.keys()) stream.destroy()
  }

  private refusalFor(sub: string): 429 | 503 | undefined {
    if (this.open.size >= STREAMS_MAX) return 503
    const own = [...this.open.values()].filter((whose) => whose === sub)
    return own.length >= STREAMS_PER_CUSTOMER_MAX ? 429 : undefined
  }

  /** One look-up at a time for each stream; news that comes meanwhile costs one more afterwards, not one each. */
  private feeder(ctx: KoaContextWithOIDC, user: DeviceUser, stream: PassThrough): () => void {
    let expiry: NodeJS.Timeout | undefined
    let running = false
    let again = false
    stream.once('close', () => clearTimeout(expiry))
    const feed = async () => {
      if (running) {
        again = true
        return
      }
      running = true
      try {
        do {
          again = false
          clearTimeout(expiry)
          const nextExpiryMs = await this.send(ctx, user, stream)
          if (nextExpiryMs !== undefined && !stream.destroyed) expiry = setTimeout(feed, nextExpiryMs)
        } while (again)
      } catch (error) {
        // The page sees the line break and comes back by itself.
        this.log.warn({ err: error }, 'a phone could not be fed')
        stream.destroy()
      } finally {
        running = false
      }
    }
    return () => void feed()
  }

  /** @returns milliseconds until the next request expires and the page is out of date */
  private async send(ctx: KoaContextWithOIDC, opener: DeviceUser, stream: PassThrough): Promise<number | undefined> {
    const user = await this.sessions.userOf(ctx)
    if (stream.destroyed) return undefined
    if (!isOnDevice(user) || user.deviceId !== opener.deviceId) {
      stream.end('event: signed-out\ndata: \n\n')
      return undefined
    }
    const shown = await readPhone(this.sql, user)
    if (stream.destroyed) return undefined
    stream.write(`event: requests\ndata: ${JSON.stringify(snapshot(shown))}\n\n`)
    const waiting = [...shown.pending, ...shown.deviceRequests]
    if (waiting.length === 0) return undefined
    return Math.min(...waiting.map(({ secondsLeft }) => secondsLeft)) * 1000 + 50
  }
}
