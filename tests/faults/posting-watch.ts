const POSTING = /\bpost_transfers?\(/
const PARSE = 0x50
const BIND = 0x42

/**
 * Reads what a client sends to Postgres (frontend messages, protocol 3.0) and notices when it sends a posting: a Bind
 * of a statement whose text calls the ledger's function. Each connection needs a watch of its own, from its start.
 */
export class PostingWatch {
  #rest = Buffer.alloc(0)
  #started = false
  readonly #postings = new Set<string>()

  /** Whether a posting is among what has become complete with this chunk. */
  feed(chunk: Buffer): boolean {
    this.#rest = Buffer.concat([this.#rest, chunk])
    let found = false
    for (;;) {
      // The first message has no type; all others have one byte of it before their length.
      const head = this.#started ? 1 : 0
      if (this.#rest.length < head + 4) return found
      const length = head + this.#rest.readUInt32BE(head)
      if (this.#rest.length < length) return found
      if (this.#started) found = this.#read(this.#rest.subarray(0, length)) || found
      this.#started = true
      this.#rest = this.#rest.subarray(length)
    }
  }

  #read(message: Buffer): boolean {
    const type = message[0]
    if (type === PARSE) {
      const [name = '', text = ''] = strings(message.subarray(5), 2)
      if (POSTING.test(text)) this.#postings.add(name)
      else this.#postings.delete(name)
    }
    if (type !== BIND) return false
    const [, statement = ''] = strings(message.subarray(5), 2)
    return this.#postings.has(statement)
  }
}

function strings(body: Buffer, count: number): string[] {
  const found: string[] = []
  for (let from = 0; found.length < count; ) {
    const end = body.indexOf(0, from)
    if (end < 0) break
    found.push(body.toString('utf8', from, end))
    from = end + 1
  }
  return found
}
