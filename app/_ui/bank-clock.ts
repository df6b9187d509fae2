import { pageMadeAt } from './page-made-at'

/** How far the bank's clock is ahead of the browser's, to the second. */
let aheadMs = aheadAsTheDocumentSays()

/** The document says when the bank began to make it; its first byte came soon after. 0 on the server itself. */
function aheadAsTheDocumentSays(): number {
  const madeAt = pageMadeAt()
  if (madeAt === null) return 0
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const sinceFirstByte = performance.now() - (navigation?.responseStart ?? 0)
  return madeAt - (Date.now() - sinceFirstByte)
}

/** Reads the bank's time from an answer: its `Date` says when it was sent (RFC 9110 section 6.6.1). */
export function hearBankTime(response: Response): void {
  const sent = Date.parse(response.headers.get('date') ?? '')
  if (!Number.isNaN(sent)) aheadMs = sent - Date.now()
}

/** The time at the bank. A browser's clock may be minutes off, and deadlines follow the bank's clock. */
export function bankNow(): number {
  return Date.now() + aheadMs
}
