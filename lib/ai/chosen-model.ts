import { env } from '@/lib/env'
import { type AiyaModel, aiyaModel } from './model'

/** The model that the environment chooses. */
export function chosenModel(): AiyaModel {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL } = env()
  return aiyaModel({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL, model: OPENAI_MODEL })
}
