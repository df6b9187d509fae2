import { Worker } from 'node:worker_threads'
import { bundled } from './bundled'

const shared = globalThis as { bainkThreads?: Worker[] }

/** In place of lib/offline-model/open-worker (vitest.config.ts): the same thread from one file, with its parser ready made. */
export function openWorker(): Worker {
  const thread = new Worker(bundled('worker'))
  // The process outlives the test file, and each file has a thread of its own.
  shared.bainkThreads = [...(shared.bainkThreads ?? []), thread]
  return thread
}
