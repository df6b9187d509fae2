/** How far the bank's clock is ahead of the browser's, to the second; nothing while the bank has told no time. */
let aheadMs = 0

/** Takes the time from an answer of the bank, whose `Date` says when it was sent (RFC 9110 section 6.6.1). */
export function hearBankTime(response: Response): void {
  const sent = Date.parse(response.headers.get('date') ?? '')
  if (!Number.isNaN(sent)) aheadMs = sent - Date.now()
}

/** What time it is at the bank. A browser's clock may be minutes off, and the bank's deadlines go by the bank's. */
export function bankNow(): number {
  return Date.now() + aheadMs
}
