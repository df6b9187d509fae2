interface Part {
  exited: Promise<unknown>
  stop(): Promise<void>
}

/** Started parts, which are stopped in reverse order. */
export class Parts {
  readonly #started: { name: string; part: Part }[] = []
  #stopping: Promise<void> | undefined

  keep<P extends Part>(name: string, part: P): P {
    this.#started.push({ name, part })
    return part
  }

  /** Resolves with the name of the first part that ends. */
  firstEnded(): Promise<string> {
    return Promise.race(this.#started.map(({ name, part }) => part.exited.then(() => name)))
  }

  /** Stops every part. A second call waits for the first. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopInOrder()
    return this.#stopping
  }

  async #stopInOrder(): Promise<void> {
    for (const { part } of this.#started.reverse()) await part.stop()
  }
}
