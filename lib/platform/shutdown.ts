import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long a transfer under way may take to end after the process was told to stop. */
export const FINISH_MS_MAX = 10_000
const IDLE_LOOK_MS = 20

interface Shutdown {
  /** Once visitors are asked to go elsewhere; aborted when this has been said for long enough. */
  drained: AbortController | undefined
  told: AbortController
  over: AbortController
  /** The number of holders; the next member is called when the last one lets go. */
  holders: number
  lastLetGo: (() => void) | undefined
  /** How many requests are being worked on, whether somebody still waits for the answer or not. */
  working: number
  /** Called by scripts/app-server.mjs, which is loaded before everything else and can import nothing from here. */
  untilIdle: () => Promise<void>
}

// Instrumentation and routes are separate bundles, and must find the same object.
const shared = globalThis as { bainkShutdown?: Shutdown }

function shutdown(): Shutdown {
  shared.bainkShutdown ??= {
    drained: undefined,
    told: heardByMany(),
    over: heardByMany(),
    holders: 0,
    lastLetGo: undefined,
    working: 0,
    untilIdle,
  }
  return shared.bainkShutdown
}

/** Each round and each wait listens, and lets go when it ends. Node takes more than ten listeners for a leak, and says so in the log. */
function heardByMany(): AbortController {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}

/**
 * Goes on serving for so long, while `/api/health/ready` already says that nobody should be sent here any more: a balancer
 * finds that out at its next check, and until then its visitors must not find a closed door. A second call, as by an impatient
 * operator, ends the wait of the first.
 */
export async function drain(milliseconds: number): Promise<void> {
  const state = shutdown()
  if (state.drained) return state.drained.abort()
  state.drained = new AbortController()
  await pause(milliseconds, state.drained.signal)
  state.drained.abort()
}

/** Whether this process wants no more visitors: it drains, or has been told to stop. */
export function isLeaving(): boolean {
  const { drained, told } = shutdown()
  return drained !== undefined || told.signal.aborted
}

/** Aborted once this process has been told to stop. Code that waits for a person must stop waiting then. */
export function stopping(): AbortSignal {
  return shutdown().told.signal
}

/** Aborted once the time to finish is over as well. Work that still runs is given up. */
export function stopped(): AbortSignal {
  return shutdown().over.signal
}

/**
 * Waits, but no longer than until the process is told to stop: a plain wait would delay the stop. Never throws.
 * @param signal ends the wait early, in place of the stop
 */
export async function pause(milliseconds: number, signal = stopping()): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {})
}

/** The result of `work`; null if the time to finish ends first. */
export async function orStopped<T>(work: Promise<T>): Promise<T | null> {
  if (stopped().aborted) {
    work.catch(() => {})
    return null
  }
  let giveUp = () => {}
  const gaveUp = new Promise<null>((resolve) => {
    giveUp = () => resolve(null)
  })
  stopped().addEventListener('abort', giveUp)
  // Without this removal, the listener would keep its closure in memory until the process ends.
  return Promise.race([work, gaveUp]).finally(() => stopped().removeEventListener('abort', giveUp))
}

/**
 * Keeps this process's own address open, even after it was told to stop, until the returned function is called. For
 * code that holds a token, or may soon get one: the transfer is sent over HTTP and may come back to this process.
 */
export function holdDoorsOpen(): () => void {
  const state = shutdown()
  let held = true
  state.holders++
  return () => {
    if (!held) return
    held = false
    if (--state.holders === 0) state.lastLetGo?.()
  }
}

/** Resolves when the last holder has let go, or after `FINISH_MS_MAX`. */
export async function untilDoorsMayClose(): Promise<void> {
  const state = shutdown()
  if (state.holders === 0) return
  const free = new Promise<void>((resolve) => {
    state.lastLetGo = resolve
  })
  await orStopped(free)
}

/**
 * Keeps the process alive while a request is worked on. Trap: a server counts connections, so a request whose client went
 * away would be cut off in its middle when the address closes.
 */
export async function workOn<T>(work: () => Promise<T>): Promise<T> {
  const state = shutdown()
  state.working++
  try {
    return await work()
  } finally {
    state.working--
  }
}

/** Resolves once nothing is being worked on and nobody holds the doors open, or after `FINISH_MS_MAX`. */
async function untilIdle(): Promise<void> {
  const { holders, working } = shutdown()
  if ((holders === 0 && working === 0) || stopped().aborted) return
  await sleep(IDLE_LOOK_MS)
  return untilIdle()
}

/** Tells all code in this process to stop. */
export function beginShutdown(): void {
  const { told, over } = shutdown()
  told.abort()
  setTimeout(() => over.abort(), FINISH_MS_MAX).unref()
}
