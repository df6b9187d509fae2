import { Worker } from 'node:worker_threads'

const OPTIONS = { resourceLimits: { maxOldGenerationSizeMb: 128 } }

/** Opens the offline model's thread on worker.ts, which Next bundles and tsx loads elsewhere. */
export function openWorker(): Worker {
  if (process.env.NEXT_RUNTIME) return new Worker(new URL('./worker.ts', import.meta.url), OPTIONS)
  const entry = JSON.stringify(new URL('./worker.ts', import.meta.url).href)
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}) })`
  return new Worker(code, { ...OPTIONS, eval: true })
}
