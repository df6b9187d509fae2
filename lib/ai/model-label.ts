import { env } from '@/lib/platform/env'

/** The name of a model for the screen; null for the built-in one, which has a name in each language. */
export function modelLabel({
  apiKey,
  baseUrl,
  model,
}: {
  apiKey?: string | undefined
  baseUrl?: string | undefined
  model: string
}): string | null {
  if (!apiKey && !baseUrl) return null
  return `${model} via ${baseUrl ? new URL(baseUrl).host : 'OpenAI'}`
}

/** The name of the model that the environment chooses; null for the built-in one. */
export function chosenModelLabel(): string | null {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL } = env()
  return modelLabel({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL, model: OPENAI_MODEL })
}
