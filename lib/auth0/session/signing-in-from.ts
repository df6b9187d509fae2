import { AsyncLocalStorage } from 'node:async_hooks'
import { type Language, languageOf } from '@/lib/platform/text/language'
import { deviceLabel } from './device-label'

interface Browser {
  device: string
  language: Language
}

const browser = new AsyncLocalStorage<Browser>()

/** Runs `work`, in which a session may begin, as coming from this request's browser. */
export function signingInFrom<T>(request: Request, work: () => T): T {
  const device = deviceLabel(request.headers.get('user-agent'))
  return browser.run({ device, language: languageOf(request) }, work)
}

/** The browser that is signing in: nextjs-auth0 tells its session store nothing of the request. */
export function signingInDevice(): string {
  return browser.getStore()?.device ?? deviceLabel(null)
}

/** The language of that browser's pages. */
export function signingInLanguage(): Language {
  return browser.getStore()?.language ?? 'en'
}
