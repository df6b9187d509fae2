import type { Asked } from '../devices/asked'
import { type Told, tell } from '../http/answers'
import { isOnDevice, UNKNOWN_DEVICE } from '../phone/sessions'
import { isAllowedEndpoint } from './endpoint'
import { PushSubscription, subscribe, unsubscribe } from './subscriptions'

const BAD: Told = { code: 'bad_subscription', message: ({ told }) => told.badSubscription }

/** Keeps what this device's browser says of its subscription; without any, the device is told nothing more. */
export async function keepSubscription({ parts, ctx, user, form }: Asked): Promise<void> {
  if (!isOnDevice(user)) return tell(ctx, 403, UNKNOWN_DEVICE)
  const given = form.get('subscription')
  if (given === null) {
    await unsubscribe(parts.sql, user.deviceId)
    return tell(ctx, 200, { code: 'off' })
  }
  const parsed = PushSubscription.safeParse(asJson(given))
  if (!parsed.success || !isAllowedEndpoint(parsed.data.endpoint, parts.config.pushStandIns)) return tell(ctx, 400, BAD)
  await subscribe(parts.sql, user.deviceId, parsed.data)
  tell(ctx, 201, { code: 'on' })
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
