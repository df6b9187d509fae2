/** What happened in a run, in its order, to read when something was wrong. */
export class EventLog {
  readonly #begun = performance.now()
  readonly #lines: string[] = []

  note(what: string, details: Record<string, unknown> = {}): void {
    this.#lines.push(JSON.stringify({ ms: Math.round(performance.now() - this.#begun), what, ...details }))
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`
  }
}
