import { deliver, listUndelivered } from './phone/deliver'
import type { PhoneParts } from './phone/parts'
import { sweep } from './store/sweep'

const EVERY_MS = 10_000

/** Tells the provider what it has missed and deletes what has expired, now and every ten seconds. Returns how to stop. */
export function startHousekeeping({ sql, provider, config, log }: PhoneParts): () => void {
  let running = false
  const round = async () => {
    if (running) return
    running = true
    try {
      for (const decided of await listUndelivered(sql)) await deliver(sql, provider, config.agentAudience, decided)
      await sweep(sql)
    } catch (error) {
      log.warn({ err: error }, 'housekeeping failed, the next round tries again')
    } finally {
      running = false
    }
  }
  const timer = setInterval(round, EVERY_MS)
  timer.unref()
  void round()
  return () => clearInterval(timer)
}
