import type { CrashPoint } from '@/lib/platform/crash-point'
import { BUSINESSES } from '@/scripts/businesses'
import type { Fault } from './fault'
import { pause } from './orders'

const CRASH_POINTS: readonly CrashPoint[] = [
  'order_received',
  'order_reserved',
  'token_exchanged',
  'payment_noted',
  'payment_answered',
]
/** Orders are fewer than transfers, so that one must be waited for. */
const PASSED_MS_MAX = 12_000

/** What may happen to the shop or the brokerage, between the yes for an order and its end. */
export const BUSINESS_FAULTS: Record<string, Fault> = Object.fromEntries(
  BUSINESSES.flatMap((name) => [
    [`${name} killed`, killed(name)],
    [`${name} frozen`, frozen(name)],
    ...CRASH_POINTS.map((point) => [`${name} killed at ${point}`, killedAt(name, point)] as const),
  ]),
)

function killed(name: 'shop' | 'brokerage'): Fault {
  return async ({ [name]: part }, random) => {
    await part.kill()
    await pause(random.between(200, 4_000))
    part.run()
    return ''
  }
}

function frozen(name: 'shop' | 'brokerage'): Fault {
  return async ({ [name]: part }, random) => {
    const ms = random.between(2_000, 25_000)
    part.freeze()
    await pause(ms)
    part.thaw()
    return `${ms} ms`
  }
}

function killedAt(name: 'shop' | 'brokerage', point: CrashPoint): Fault {
  return async ({ [name]: part, arm }, random) => {
    arm(part, point)
    const died = await part.ended(PASSED_MS_MAX)
    arm(part, null)
    await pause(random.between(200, 2_000))
    part.run()
    return died ? 'died' : 'did not pass'
  }
}
