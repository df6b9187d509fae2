import { EventEmitter } from 'node:events'

/** Tells a customer's open phone pages that there is something new to show. */
export class Changes {
  private readonly emitter = new EventEmitter().setMaxListeners(0)

  announce(sub: string): void {
    this.emitter.emit(sub)
  }

  /** @returns a function that ends the subscription */
  subscribe(sub: string, listener: () => void): () => void {
    this.emitter.on(sub, listener)
    return () => this.emitter.off(sub, listener)
  }
}
