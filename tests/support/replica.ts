import { vi } from 'vitest'

/**
 * From here on imports give fresh modules that take themselves for another process, as on another replica: what this
 * process keeps in its modules, and its name as an owner of leases, are not theirs. The database is the same.
 */
export function becomeAnotherReplica(): void {
  vi.resetModules()
  const shared = globalThis as { bainkProcess?: string; bainkDriven?: Set<string> }
  delete shared.bainkProcess
  delete shared.bainkDriven
}
