import { signal } from '@/lib/platform/telemetry/signals'
import type { ApprovalStatus } from './approval-states'

/** Says that an approval has reached a state. The seconds are by this process's clock, and for counting alone. */
export function signalApproval(id: string, status: ApprovalStatus, createdAt: Date | string): void {
  signal('approval', { id, status, seconds: Math.max(0, (Date.now() - new Date(createdAt).getTime()) / 1_000) })
}
