import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { PostingWatch } from './posting-watch'

/** What a link does with what passes over it. */
export type Weather =
  | { kind: 'clear' }
  | { kind: 'slow'; delayMs: number }
  /** Requests pass at once; what comes back takes its time, where `only` is given the answers that contain it. */
  | { kind: 'late'; delayMs: number; only?: string }
  /** Nothing passes and nothing breaks, until it clears. */
  | { kind: 'black_hole' }
  | { kind: 'refuse' }
  /** Every HTTP request is answered by the link itself. */
  | { kind: 'answer'; response: string }

const CLEAR: Weather = { kind: 'clear' }

interface Pair {
  client: Socket
  server: Socket
  watch: PostingWatch
  /** The posting went through; its answer must not come back. */
  swallowing: boolean
  /** Chunks that are still on their way. What has left a side that closes arrives all the same. */
  onTheirWay: number
}

/** A TCP connection between two parts of the bank that can be made to fail. Listens on loopback, on a port of its own. */
export class Link {
  readonly #pairs = new Set<Pair>()
  #weather: Weather = CLEAR
  #cut: { when: 'before' | 'after'; times: number } | null = null
  #cuts = 0

  private constructor(
    private readonly server: Server,
    /** The port to send to; it may change when the other side is started again. */
    public target: number,
  ) {}

  static async open(target: number): Promise<Link> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const link = new Link(server, target)
    server.on('connection', (client) => link.#join(client))
    return link
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  /** How many postings were cut so far. */
  get cuts(): number {
    return this.#cuts
  }

  become(weather: Weather): void {
    this.#weather = weather
    for (const { client, server } of this.#pairs) {
      for (const socket of [client, server]) weather.kind === 'black_hole' ? socket.pause() : socket.resume()
    }
  }

  clear(): void {
    this.#cut = null
    this.become(CLEAR)
  }

  /** Breaks every connection that is open, as a router that loses its table does. */
  reset(): void {
    for (const pair of this.#pairs) breakUp(pair)
  }

  /** Breaks the connections of the next postings: before Postgres has heard of them, or after it has committed. */
  cutPostings(when: 'before' | 'after', times: number): void {
    this.#cut = { when, times }
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    this.reset()
    await closed
  }

  #join(client: Socket): void {
    if (this.#weather.kind === 'refuse') {
      client.resetAndDestroy()
      return
    }
    const server = connect({ port: this.target, host: '127.0.0.1' })
    const pair: Pair = { client, server, watch: new PostingWatch(), swallowing: false, onTheirWay: 0 }
    this.#pairs.add(pair)
    for (const socket of [client, server]) {
      socket.setNoDelay(true)
      socket.on('error', () => breakUp(pair))
      socket.on('close', () => {
        this.#pairs.delete(pair)
        if (pair.onTheirWay === 0) breakUp(pair)
      })
    }
    client.on('data', (chunk: Buffer) => this.#fromClient(pair, chunk))
    server.on('data', (chunk: Buffer) => {
      if (pair.swallowing) breakUp(pair)
      else this.#pass(pair, client, chunk)
    })
    client.on('end', () => pair.onTheirWay === 0 && server.end())
    server.on('end', () => pair.onTheirWay === 0 && client.end())
    if (this.#weather.kind === 'black_hole') this.become(this.#weather)
  }

  #fromClient(pair: Pair, chunk: Buffer): void {
    const weather = this.#weather
    if (weather.kind === 'answer') {
      pair.client.end(weather.response)
      pair.server.destroy()
      return
    }
    const posting = pair.watch.feed(chunk)
    if (posting && this.#cut && this.#cut.times > 0) {
      this.#cut.times--
      this.#cuts++
      if (this.#cut.when === 'before') {
        breakUp(pair)
        return
      }
      pair.swallowing = true
    }
    this.#pass(pair, pair.server, chunk)
  }

  #pass(pair: Pair, to: Socket, chunk: Buffer): void {
    const weather = this.#weather
    const late = weather.kind === 'late' && to === pair.client && chunk.includes(weather.only ?? '')
    if (weather.kind !== 'slow' && !late) {
      to.write(chunk)
      return
    }
    pair.onTheirWay++
    setTimeout(() => {
      to.write(chunk)
      const last = --pair.onTheirWay === 0
      if (last && (pair.client.destroyed || pair.server.destroyed)) to.destroySoon()
    }, weather.delayMs)
  }
}

function breakUp({ client, server }: Pair): void {
  for (const socket of [client, server]) if (!socket.destroyed) socket.resetAndDestroy()
}
