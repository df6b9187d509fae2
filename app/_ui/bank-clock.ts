/** How far the bank's clock is ahead of the browser's, to the second; 0 until an answer has told the bank's time. */
let aheadMs = 0

/** Reads the bank's time from an answer: its `Date` says when it was sent (RFC 9110 section 6.6.1). */
export function hearBankTime(response: Response): void {
  const sent = Date.parse(response.headers.get('date') ?? '')
  if (!Number.isNaN(sent)) aheadMs = sent - Date.now()
}

/** The time at the bank. A browser's clock may be minutes off, and deadlines follow the bank's clock. */
export function bankNow(): number {
  return Date.now() + aheadMs
}
