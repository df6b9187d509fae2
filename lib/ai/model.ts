import { createOpenAI } from '@ai-sdk/openai'
import type { LanguageModelV3 } from '@ai-sdk/provider'
import { wrapLanguageModel } from 'ai'
import { stopped } from '@/lib/platform/shutdown'
import { brokenStreamAsPart } from './broken-stream'
import { endedStream } from './ended-stream'
import { gatheredWords } from './gathered-words'
import { modelLabel } from './model-label'
import { offlineModel } from './offline-model'
import { plainWords } from './plain-words'
import { strictCalls } from './strict-calls'

/** Slow enough to be visible as streaming, fast enough not to annoy. */
const WORD_DELAY_MS = 8

/** The most that one answer of a model's endpoint may take, to its last word. */
const ANSWER_MS_MAX = 120_000

export interface ModelSettings {
  apiKey?: string | undefined
  baseUrl?: string | undefined
  model: string
}

export interface AiyaModel {
  model: LanguageModelV3
  /** The model's name for the screen; null for the built-in one. */
  label: string | null
}

/**
 * The model behind Aiya: any endpoint that speaks OpenAI's chat-completions format where a key or an address is set
 * (Ollama, llama.cpp and vLLM need no key), else the built-in offline model.
 */
export function aiyaModel({ apiKey, baseUrl, model }: ModelSettings): AiyaModel {
  const label = modelLabel({ apiKey, baseUrl, model })
  if (!apiKey && !baseUrl) return { model: offlineModel({ wordDelayMs: WORD_DELAY_MS }), label }
  // Without an explicit key the provider would look for OPENAI_API_KEY itself and throw when it finds none.
  const openai = createOpenAI({
    ...{ apiKey: apiKey || 'none', fetch: fetchInTime },
    ...(baseUrl ? { baseURL: baseUrl } : {}),
  })
  return {
    model: wrapLanguageModel({
      model: openai.chat(model),
      middleware: [plainWords, strictCalls, gatheredWords, brokenStreamAsPart],
    }),
    label,
  }
}

/** Fetches with a deadline: a trickling endpoint would block its chat, and this process from stopping, for ever. */
const fetchInTime: typeof fetch = async (input, init) => {
  const signals = [AbortSignal.timeout(ANSWER_MS_MAX), stopped(), ...(init?.signal ? [init.signal] : [])]
  return endedStream(await fetch(input, { ...init, signal: AbortSignal.any(signals) }))
}
