import type { Provider } from 'oidc-provider'
import type { Log } from '../log'
import type { KnownBrowsers } from '../sign-in/known-browser'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import type { Changes } from './changes'
import type { PhoneEvents } from './events'
import type { PhoneSessions } from './sessions'
import type { TellBank } from './tell-bank'

/** The parts that the phone's handlers share. */
export interface PhoneParts {
  sql: Sql
  config: TenantConfig
  provider: Provider
  sessions: PhoneSessions
  browsers: KnownBrowsers
  changes: Changes
  events: PhoneEvents
  /** The tenant's public key for push services, base64url. */
  pushKey: string
  /** Absent where there is no bank to tell. */
  tellBank?: TellBank | undefined
  log: Log
}
