import { deliver, listUndelivered, putOffDelivery } from './phone/deliver'
import type { PhoneParts } from './phone/parts'
import type { Decided } from './phone/signed-answer'
import { sweep } from './store/sweep'

const EVERY_MS = 10_000

/**
 * Delivers answers that the provider has missed and deletes what has expired, now and every ten seconds.
 * @returns a function that stops it
 */
export function startHousekeeping(parts: PhoneParts): () => void {
  const { sql, log } = parts
  let running = false
  const round = async () => {
    if (running) return
    running = true
    try {
      for (const decided of await listUndelivered(sql)) await deliverOrPutOff(parts, decided)
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

/** Delivers one answer or puts it off, so that a failure delays neither the other answers nor the sweep. */
async function deliverOrPutOff({ sql, provider, config, log }: PhoneParts, decided: Decided): Promise<void> {
  try {
    await deliver(sql, provider, config, decided)
  } catch (error) {
    log.error({ err: error, approval: decided.id }, 'an answer could not be delivered and will be tried again')
    await putOffDelivery(sql, decided.id)
  }
}
