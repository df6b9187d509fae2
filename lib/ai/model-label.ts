import { env } from '@/lib/platform/env'

/** The name of a model for the screen. */
export function modelLabel({
  apiKey,
  baseUrl,
  model,
}: {
  apiKey?: string | undefined
  baseUrl?: string | undefined
  model: string
}): string {
  if (!apiKey && !baseUrl) return 'Offline model'
  return `${model} via ${baseUrl ? new URL(baseUrl).host : 'OpenAI'}`
}

/** The name of the model that the environment chooses. */
export function chosenModelLabel(): string {
  const { OPENAI_API_KEY, OPENAI_BASE_URL, OPENAI_MODEL } = env()
  return modelLabel({ apiKey: OPENAI_API_KEY, baseUrl: OPENAI_BASE_URL, model: OPENAI_MODEL })
}
