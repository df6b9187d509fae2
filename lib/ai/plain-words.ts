import type { LanguageModelV3Middleware, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { standingWords, TAKEN_BACK } from './taken-back'
import { Thoughts } from './thoughts'

/** Characters that change how a screen shows text: explicit directions (UAX 9), controls, and invisible tags. */
const ACTING = /[\u202A-\u202E\u2066-\u2069\p{Cc}\u2028\u2029\u{E0000}-\u{E007F}]/gu
const STANDS = /[\n\r\t]/

/** Removes the characters from a model's words that would change how a screen shows them. */
export function withoutActing(words: string): string {
  return words.replace(ACTING, (character) => (STANDS.test(character) ? character : ''))
}

/**
 * The models of this process whose last words were taken back: their template writes the beginning of a thought itself,
 * so that only its end is heard. No text tells such a thought from an answer before that end, and to hold every model's
 * words until their end would take streaming from all. So the first answer of such a model is seen until it turns out to be
 * a thought; its next ones are held until then, or to their end where none comes.
 */
const endsThoughts = new Set<string>()

/** Removes thoughts and `ACTING` characters from a model's words before they are shown, stored or sent on. */
export const plainWords: LanguageModelV3Middleware = {
  specificationVersion: 'v3',
  async wrapGenerate({ doGenerate }) {
    const { content, ...rest } = await doGenerate()
    const plain = content.map((part) => (part.type === 'text' ? { ...part, text: wordsIn(part.text) } : part))
    return { ...rest, content: plain }
  },
  async wrapStream({ doStream, model: { modelId } }) {
    const { stream, ...rest } = await doStream()
    let thoughts = new Thoughts()
    let words = new HeldWords(modelId)
    const plain = new TransformStream<LanguageModelV3StreamPart, LanguageModelV3StreamPart>({
      transform(part, controller) {
        if (part.type !== 'text-delta' && part.type !== 'text-end') return controller.enqueue(part)
        const isOver = part.type === 'text-end'
        const heard = isOver ? thoughts.end() : thoughts.hear(withoutActing(part.delta))
        const delta = words.hear(heard) + (isOver ? words.end() : '')
        if (delta !== '') controller.enqueue({ type: 'text-delta', id: part.id, delta })
        if (!isOver) return
        thoughts = new Thoughts()
        words = new HeldWords(modelId)
        controller.enqueue(part)
      },
    })
    return { ...rest, stream: stream.pipeThrough(plain) }
  },
}

/** Holds the words of one text back while they may still be taken back, if this model's last ones were. */
class HeldWords {
  #held: string | null
  #hasWords = false
  #isTakenBack = false

  constructor(readonly modelId: string) {
    this.#held = endsThoughts.has(modelId) ? '' : null
  }

  /** @returns the words that can be shown by now */
  hear(words: string): string {
    this.#hasWords ||= words !== ''
    this.#isTakenBack ||= words.includes(TAKEN_BACK)
    if (this.#held === null) return words
    this.#held += words
    if (!this.#isTakenBack) return ''
    const standing = standingWords(this.#held)
    this.#held = standing === '' ? this.#held : null
    return standing
  }

  /** Remembers what the model did. @returns the words that were held back, now that the text is over */
  end(): string {
    if (this.#isTakenBack) endsThoughts.add(this.modelId)
    else if (this.#hasWords) endsThoughts.delete(this.modelId)
    return standingWords(this.#held ?? '')
  }
}

/** The words of a whole text. */
function wordsIn(text: string): string {
  const thoughts = new Thoughts()
  return standingWords(thoughts.hear(withoutActing(text)) + thoughts.end())
}
