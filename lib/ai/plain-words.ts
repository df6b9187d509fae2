import type { LanguageModelV3Middleware, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { extractReasoningMiddleware } from 'ai'

/** Characters that change how a screen shows text: explicit directions (UAX 9), controls, and invisible tags. */
const ACTING = /[\u202A-\u202E\u2066-\u2069\p{Cc}\u2028\u2029\u{E0000}-\u{E007F}]/gu
const STANDS = /[\n\r\t]/

/** Tags in which models put their reasoning before the answer. */
const THOUGHTS = ['think', 'thinking', 'thought', 'thoughts', 'reasoning', 'reflection']

/** Removes the characters from a model's words that would change how a screen shows them. */
export function withoutActing(words: string): string {
  return words.replace(ACTING, (character) => (STANDS.test(character) ? character : ''))
}

const plainWords: LanguageModelV3Middleware = {
  specificationVersion: 'v3',
  async wrapStream({ doStream }) {
    const { stream, ...rest } = await doStream()
    const plain = new TransformStream<LanguageModelV3StreamPart, LanguageModelV3StreamPart>({
      transform(part, controller) {
        controller.enqueue(part.type === 'text-delta' ? { ...part, delta: withoutActing(part.delta) } : part)
      },
    })
    return { ...rest, stream: stream.pipeThrough(plain) }
  },
}

/** Removes reasoning and `ACTING` characters from a model's words before they are shown, stored or sent on. */
export const WORDS_ONLY: LanguageModelV3Middleware[] = [
  plainWords,
  ...THOUGHTS.flatMap((name) => [name, `${name[0]?.toUpperCase()}${name.slice(1)}`, name.toUpperCase()]).map(
    (tagName) => extractReasoningMiddleware({ tagName }),
  ),
]
