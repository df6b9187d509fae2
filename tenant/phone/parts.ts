import type { Provider } from 'oidc-provider'
import type { Log } from '../log'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import type { Changes } from './changes'
import type { PhoneEvents } from './events'
import type { PhoneSessions } from './sessions'

/** What the phone's handlers work with. */
export interface PhoneParts {
  sql: Sql
  config: TenantConfig
  provider: Provider
  sessions: PhoneSessions
  changes: Changes
  events: PhoneEvents
  log: Log
}
