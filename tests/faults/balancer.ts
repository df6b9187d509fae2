import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** One address for several replicas: each new connection goes to the next one that takes it. */
export class Balancer {
  readonly #sockets = new Set<Socket>()
  readonly #ailing = new Set<number>()
  #turn = 0

  private constructor(
    private readonly server: Server,
    private readonly ports: number[],
  ) {}

  static async open(): Promise<Balancer> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const balancer = new Balancer(server, [])
    server.on('connection', (client) => balancer.#serve(client))
    return balancer
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port
  }

  add(port: number): void {
    this.ports.push(port)
  }

  /** What its health checks say: an ailing replica gets no new connections while another is well. */
  note(port: number, well: boolean): void {
    if (well) this.#ailing.delete(port)
    else this.#ailing.add(port)
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #serve(client: Socket): void {
    this.#keep(client)
    client.pause()
    const order = this.ports.map((_, n) => this.ports[(this.#turn + n) % this.ports.length] as number)
    this.#turn++
    const well = order.filter((port) => !this.#ailing.has(port))
    this.#offer(client, [...well, ...order.filter((port) => this.#ailing.has(port))])
  }

  #offer(client: Socket, [port, ...others]: number[]): void {
    if (port === undefined || client.destroyed) {
      client.destroy()
      return
    }
    const server = connect({ port, host: '127.0.0.1' })
    this.#keep(server)
    let taken = false
    server.once('connect', () => {
      taken = true
      client.pipe(server)
      server.pipe(client)
      client.resume()
    })
    server.on('error', () => (taken ? client.destroy() : this.#offer(client, others)))
    client.on('close', () => server.destroy())
    server.on('close', () => {
      if (taken) client.destroy()
    })
  }

  #keep(socket: Socket): void {
    socket.setNoDelay(true)
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
  }
}
