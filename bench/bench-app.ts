import type { Extent } from './extent'
import { openBenchApp } from './open-app'
import { benchPages } from './pages'
import { benchWaiting } from './waiting'

/** What a person waits for, on a whole bank of its own: approvals, the chat and the pages; nulls where it is left out. */
export async function benchApp({ pageRounds, approvals }: Extent, say: (line: string) => void) {
  if (pageRounds === 0 || approvals === 0) return LEFT_OUT
  const app = await openBenchApp(say)
  const stop = () => void app.close()
  process.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    say('approvals and the chat …')
    const waiting = await benchWaiting(app, approvals)
    say('the pages …')
    return { ...waiting, pages: await benchPages(app, pageRounds) }
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await app.close()
  }
}

const reason = '--quick leaves out what needs the built app'
const LEFT_OUT = {
  approval: { tapToPostedMsP50: null, tapToPostedMsP99: null, pollIntervalMs: null, reason },
  chat: {
    sendToFirstMsP50: null,
    sendToFirstMsP99: null,
    sendToPendingMsP50: null,
    sendToPendingMsP99: null,
    reason,
  },
  pages: { accountsKb: null, chatKb: null, onItsWayMs: null, reason },
}
