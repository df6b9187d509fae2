import type { CrashPoint } from '@/lib/platform/crash-point'
import type { Fault } from './fault'
import { pause } from './orders'

const CRASH_POINTS: readonly CrashPoint[] = [
  'order_received',
  'order_reserved',
  'token_exchanged',
  'payment_noted',
  'payment_answered',
]
/** Purchases are fewer than transfers, so that one must be waited for. */
const PASSED_MS_MAX = 12_000

/** What may happen to the shop, between the yes for an order and its end. */
export const SHOP_FAULTS: Record<string, Fault> = {
  async 'shop killed'({ shop }, random) {
    await shop.kill()
    await pause(random.between(200, 4_000))
    shop.run()
    return ''
  },
  async 'shop frozen'({ shop }, random) {
    const ms = random.between(2_000, 25_000)
    shop.freeze()
    await pause(ms)
    shop.thaw()
    return `${ms} ms`
  },
  ...Object.fromEntries(
    CRASH_POINTS.map((point): [string, Fault] => [
      `shop killed at ${point}`,
      async ({ shop, arm }, random) => {
        arm(shop, point)
        const died = await shop.ended(PASSED_MS_MAX)
        arm(shop, null)
        await pause(random.between(200, 2_000))
        shop.run()
        return died ? 'died' : 'did not pass'
      },
    ]),
  ),
}
