import { AsyncLocalStorage } from 'node:async_hooks'
import { type AiyaModel, aiyaModel } from '@/lib/ai/model'

// Stands in for lib/ai/chosen-model.ts, which takes one model for the whole process from its environment: here several
// answer at the same time, each in its own chat.

const addresses = new AsyncLocalStorage<string | undefined>()

/** Runs a request whose answer comes from the model at `baseUrl`, or from the offline model where there is none. */
export function answeredBy<T>(baseUrl: string | undefined, work: () => Promise<T>): Promise<T> {
  return addresses.run(baseUrl, work)
}

export function chosenModel(): AiyaModel {
  return aiyaModel({ baseUrl: addresses.getStore(), model: 'bad' })
}
