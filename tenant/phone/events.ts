import { PassThrough } from 'node:stream'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { tell } from '../http/answers'
import type { Log } from '../log'
import { houseFor } from '../pages/house'
import type { Sql } from '../store/database'
import type { Changes } from './changes'
import { readPhone, snapshot } from './page'
import { patientWrite } from './patient-write'
import { type DeviceUser, isOnDevice, type PhoneSessions } from './sessions'

/** At each beat the stream also finds out that its phone is gone or its session has ended. */
const BEAT_MS = 15_000
const STREAMS_MAX = 500
/**
 * As many as a customer may have devices, so that one customer's forgotten tabs do not take other customers' places.
 */
const STREAMS_PER_CUSTOMER_MAX = 10
const RETRY_AFTER_SECONDS = 30
/** What waits for a phone that reads slowly, at most, and one snapshot more; Node's own default differs between its versions. */
const UNREAD_BYTES_MAX = 16 * 1024

/** The open phone pages. Each gets its customer's requests over server-sent events. */
export class PhoneEvents {
  /** Each open stream, with its customer. */
  private readonly open = new Map<PassThrough, string>()
  /** The content that each stream sent last, without the time left. */
  private readonly sent = new WeakMap<PassThrough, string>()

  constructor(
    private readonly sql: Sql,
    private readonly sessions: PhoneSessions,
    private readonly changes: Changes,
    private readonly log: Log,
  ) {}

  /**
   * Opens the stream of an enrolled device; any other browser is told not to retry (204). The page sends `HEAD` to ask
   * whether to reconnect, and gets the status that `GET` would get.
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
    const stream = new PassThrough({ highWaterMark: UNREAD_BYTES_MAX })
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

  /** Each stream reads one snapshot at a time. Any number of changes in the meantime cost one more snapshot. */
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
        // The page notices the broken line and reconnects by itself.
        this.log.warn({ err: error }, 'a phone could not be fed')
        stream.destroy()
      } finally {
        running = false
      }
    }
    return () => void feed()
  }

  /**
   * Sends the whole content where it has changed, and only the time left where it has not.
   * @returns milliseconds until the next request expires and the page is out of date
   */
  private async send(ctx: KoaContextWithOIDC, opener: DeviceUser, stream: PassThrough): Promise<number | undefined> {
    const user = await this.sessions.userOf(ctx)
    if (stream.destroyed) return undefined
    if (!isOnDevice(user) || user.deviceId !== opener.deviceId) {
      stream.end('event: signed-out\ndata: \n\n')
      return undefined
    }
    const shown = await readPhone(this.sql, user)
    const waiting = [...shown.pending, ...shown.deviceRequests]
    const content = JSON.stringify(shown, (name, value: unknown) => (name === 'secondsLeft' ? undefined : value))
    if (content === this.sent.get(stream)) {
      const clocks = Object.fromEntries(waiting.map(({ id, secondsLeft }) => [id, secondsLeft]))
      await patientWrite(stream, `event: clocks\ndata: ${JSON.stringify(clocks)}\n\n`)
    } else {
      this.sent.set(stream, content)
      await patientWrite(stream, `event: requests\ndata: ${JSON.stringify(snapshot(shown, user, houseFor(ctx)))}\n\n`)
    }
    if (waiting.length === 0 || stream.destroyed) return undefined
    return Math.min(...waiting.map(({ secondsLeft }) => secondsLeft)) * 1000 + 50
  }
}
