import { warmUp } from '@/lib/offline-model/respond-in-worker'
import { env } from '@/lib/platform/env'
import { type AiyaModel, aiyaModel } from './model'

/** The model that the environment chooses. */
export function chosenModel(): AiyaModel {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL } = env()
  return aiyaModel({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL, model: OPENAI_MODEL })
}

/** Loads the offline model, if it is chosen, so that the first answer is as fast as the others. */
export function warmUpModel(): void {
  const { OPENAI_API_KEY, OPENAI_BASE_URL } = env()
  if (!OPENAI_API_KEY && !OPENAI_BASE_URL) void warmUp()
}
