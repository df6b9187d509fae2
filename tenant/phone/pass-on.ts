import { deliver } from './deliver'
import type { PhoneParts } from './parts'
import type { Decided } from './signed-answer'

/**
 * Tells the provider and the customer's open pages of an answer that is recorded. The answer stands from there on: if telling the
 * provider fails, housekeeping tells it later.
 */
export async function passOn(
  { sql, provider, config, changes, log }: PhoneParts,
  sub: string,
  decided: Decided,
): Promise<void> {
  await deliver(sql, provider, config, decided).catch((error: unknown) => {
    log.error({ err: error }, 'an answer could not be delivered yet')
  })
  log.info({ decision: decided.decision }, 'a request was answered')
  changes.announce(sub)
}
