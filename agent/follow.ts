import { type Approval, type Bank, Refused } from './bank'
import { EXIT, Failure } from './failure'
import type { Printer } from './printer'
import type { Withdrawal } from './withdrawal'

const WAIT_SECONDS = 20
const FINAL = new Set(['posted', 'denied', 'expired', 'cancelled', 'failed'])

/** The exit code for an approval that has ended. */
export function exitFor({ status }: Approval): number {
  if (status === 'posted') return EXIT.done
  if (status === 'denied') return EXIT.denied
  if (status === 'expired') return EXIT.expired
  return status === 'cancelled' ? EXIT.withdrawn : EXIT.failed
}

/**
 * Follows an approval to its end, and prints each state. Ctrl-C withdraws the approval and keeps following it, because
 * a yes may have come first.
 * @throws Failure with the exit code for an unknown outcome where the end cannot be learnt
 */
export async function follow(bank: Bank, asked: Approval, print: Printer, withdrawal: Withdrawal): Promise<Approval> {
  const end = async () => {
    const known = await untilFinal(bank, asked, print, withdrawal.wanted)
    if (FINAL.has(known.status)) return known
    print.note('Withdrawing …')
    const withdrawn = await withdraw(bank, asked.id)
    if (withdrawn.status !== known.status) print.approval(withdrawn)
    return untilFinal(bank, withdrawn, print)
  }
  try {
    return await untilAborted(withdrawal.leaving, end(), () => {
      throw unknownEnd(asked.id)
    })
  } catch (error) {
    throw error instanceof Failure && error.code !== 'unreachable' ? error : unknownEnd(asked.id)
  }
}

/** The approval once it is final, or in its last known state when the signal is aborted. */
async function untilFinal(bank: Bank, asked: Approval, print: Printer, stop?: AbortSignal): Promise<Approval> {
  let known = asked
  while (!FINAL.has(known.status) && !stop?.aborted) {
    const last = known
    const waiting = bank.approval('get_approval', { approvalId: asked.id, waitSeconds: WAIT_SECONDS })
    known = stop ? await untilAborted(stop, waiting, () => last) : await waiting
    if (known.status !== last.status) print.approval(known)
  }
  return known
}

/** The result of the work, or of `instead` once the signal is aborted. After that the work's own end is ignored. */
function untilAborted<T>(signal: AbortSignal, work: Promise<T>, instead: () => T): Promise<T> {
  const aborted = new Promise<T>((resolve, reject) => {
    const end = () => {
      try {
        resolve(instead())
      } catch (error) {
        reject(error)
      }
    }
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
  return Promise.race([work, aborted])
}

/**
 * Withdraws the approval.
 * @returns the approval; where it has already ended, in its final state
 */
function withdraw(bank: Bank, approvalId: string): Promise<Approval> {
  return bank.approval('cancel_transfer', { approvalId }).catch((error: unknown) => {
    if (error instanceof Refused) return bank.approval('get_approval', { approvalId })
    throw error
  })
}

function unknownEnd(id: string): Failure {
  const message = `How approval ${id} ended is not known. Ask again: npm run agent -- status ${id}`
  return new Failure('unknown', message, { exit: EXIT.unknown })
}
