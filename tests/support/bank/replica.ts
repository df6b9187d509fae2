import { vi } from 'vitest'

/**
 * Makes later imports load fresh modules that act as another process, such as another replica. Those share neither the
 * state in this process's modules nor its name as an owner of leases. The database stays the same.
 */
export function becomeAnotherReplica(): void {
  vi.resetModules()
  const shared = globalThis as { bainkProcess?: string; bainkDriven?: Set<string> }
  delete shared.bainkProcess
  delete shared.bainkDriven
}
