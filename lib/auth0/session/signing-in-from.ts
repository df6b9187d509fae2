import { AsyncLocalStorage } from 'node:async_hooks'
import { deviceLabel } from './device-label'

const device = new AsyncLocalStorage<string>()

/** Runs `work`, in which a session may begin, as coming from this request's browser. */
export function signingInFrom<T>(request: Request, work: () => T): T {
  return device.run(deviceLabel(request.headers.get('user-agent')), work)
}

/** The browser that is signing in: nextjs-auth0 tells its session store nothing of the request. */
export function signingInDevice(): string {
  return device.getStore() ?? deviceLabel(null)
}
