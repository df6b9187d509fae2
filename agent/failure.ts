/** The program's exit codes. */
export const EXIT = { done: 0, failed: 1, usage: 2, denied: 3, expired: 4, withdrawn: 5, unknown: 6 } as const

/** A failure that can be told in one line. `code` is for programs. */
export class Failure extends Error {
  override name = 'Failure'
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown; exit?: number },
  ) {
    super(message, options)
    this.exit = options?.exit ?? EXIT.failed
  }
  readonly exit: number
}
