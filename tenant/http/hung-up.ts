const HUNG_UP = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE', 'ECONNABORTED'])

/** Whether a response ended because its client went away, as happens whenever a phone page is closed. */
export function hungUp(error: unknown): boolean {
  return error instanceof Error && 'code' in error && HUNG_UP.has(String(error.code))
}
