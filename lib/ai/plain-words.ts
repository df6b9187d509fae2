import type { LanguageModelV3Middleware, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { standingWords } from './taken-back'
import { Thoughts } from './thoughts'

/** Characters that change how a screen shows text: explicit directions (UAX 9), controls, and invisible tags. */
const ACTING = /[\u202A-\u202E\u2066-\u2069\p{Cc}\u2028\u2029\u{E0000}-\u{E007F}]/gu
const STANDS = /[\n\r\t]/

/** Removes the characters from a model's words that would change how a screen shows them. */
export function withoutActing(words: string): string {
  return words.replace(ACTING, (character) => (STANDS.test(character) ? character : ''))
}

/** Removes thoughts and `ACTING` characters from a model's words before they are shown, stored or sent on. */
export const plainWords: LanguageModelV3Middleware = {
  specificationVersion: 'v3',
  async wrapGenerate({ doGenerate }) {
    const { content, ...rest } = await doGenerate()
    const plain = content.map((part) => (part.type === 'text' ? { ...part, text: wordsIn(part.text) } : part))
    return { ...rest, content: plain }
  },
  async wrapStream({ doStream }) {
    const { stream, ...rest } = await doStream()
    let thoughts = new Thoughts()
    const plain = new TransformStream<LanguageModelV3StreamPart, LanguageModelV3StreamPart>({
      transform(part, controller) {
        if (part.type !== 'text-delta' && part.type !== 'text-end') return controller.enqueue(part)
        const delta = part.type === 'text-delta' ? thoughts.hear(withoutActing(part.delta)) : thoughts.end()
        if (delta !== '') controller.enqueue({ type: 'text-delta', id: part.id, delta })
        if (part.type === 'text-delta') return
        thoughts = new Thoughts()
        controller.enqueue(part)
      },
    })
    return { ...rest, stream: stream.pipeThrough(plain) }
  },
}

/** The words of a whole text. */
function wordsIn(text: string): string {
  const thoughts = new Thoughts()
  return standingWords(thoughts.hear(withoutActing(text)) + thoughts.end())
}
