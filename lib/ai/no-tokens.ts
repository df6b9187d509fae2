import type { LanguageModelV3Usage } from '@ai-sdk/provider'

/** How many tokens an answer used of which that is not known. */
export const NO_TOKENS: LanguageModelV3Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}
