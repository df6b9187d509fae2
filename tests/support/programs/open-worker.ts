import { Worker } from 'node:worker_threads'
import { bundled } from './bundled'

/** In place of lib/offline-model/open-worker (vitest.config.ts): the same thread from one file, with its parser ready made. */
export const openWorker = (): Worker => new Worker(bundled('worker'))
