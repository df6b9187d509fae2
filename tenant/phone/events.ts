import { PassThrough } from 'node:stream'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Log } from '../log'
import type { Sql } from '../store/database'
import type { Changes } from './changes'
import { readPhone, snapshot } from './page'
import { type DeviceUser, isOnDevice, phoneUser } from './sessions'

/** Also finds out within this time that a phone is gone or that its session has ended. */
const BEAT_MS = 15_000
const STREAMS_MAX = 500

/** The open phone pages, each fed with what its customer should see, over server-sent events. */
export class PhoneEvents {
  private readonly open = new Set<PassThrough>()

  constructor(
    private readonly sql: Sql,
    private readonly changes: Changes,
    private readonly log: Log,
  ) {}

  /** Opens the stream of the customer whose device this is; without one the browser is told not to retry. */
  async stream(ctx: KoaContextWithOIDC): Promise<void> {
    const user = await phoneUser(this.sql, ctx)
    if (!isOnDevice(user)) {
      ctx.status = 204
      return
    }
    ctx.status = 200
    // The page asks this way whether it is worth coming back.
    if (ctx.method === 'HEAD') return
    if (this.open.size >= STREAMS_MAX) ctx.throw(503)
    const stream = new PassThrough()
    this.open.add(stream)
    const feed = this.feeder(ctx, user, stream)
    const unsubscribe = this.changes.subscribe(user.sub, feed)
    const beat = setInterval(feed, BEAT_MS)
    stream.once('close', () => {
      this.open.delete(stream)
      unsubscribe()
      clearInterval(beat)
    })
    ctx.type = 'text/event-stream'
    ctx.set('Cache-Control', 'no-store')
    ctx.set('X-Accel-Buffering', 'no')
    ctx.body = stream
    feed()
  }

  close(): void {
    for (const stream of this.open) stream.destroy()
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
    const user = await phoneUser(this.sql, ctx)
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
