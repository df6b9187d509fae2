import type { LanguageModelV3Middleware, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { pause } from '@/lib/platform/shutdown'
import { NO_TOKENS } from './no-tokens'

/** Pieces that come within so long of the first are passed on as one. The page draws less often than that. */
const GATHER_MS = 40
/** Far above the tokens that a model may write, and what these can hold: an endpoint that heeds no limit is cut off here. */
const [PIECES_MAX, CHARACTERS_MAX] = [6_000, 40_000]

type Part = LanguageModelV3StreamPart
type Piece = Extract<Part, { delta: string }>

/**
 * Joins the small pieces of an answer, and ends one that has no end. Each piece costs up to a millisecond on its way to the
 * page, on the loop that serves everybody: an endpoint that says all at once would hold up all of them.
 */
export const gatheredWords: LanguageModelV3Middleware = {
  specificationVersion: 'v3',
  async wrapStream({ doStream }) {
    const { stream, ...rest } = await doStream()
    return { ...rest, stream: gathered(stream) }
  },
}

function gathered(source: ReadableStream<Part>): ReadableStream<Part> {
  const reader = source.getReader()
  let [pieces, room] = [PIECES_MAX, CHARACTERS_MAX]
  let coming: Promise<ReadableStreamReadResult<Part>> | undefined
  const peek = () => {
    coming ??= reader.read()
    return coming
  }

  /** The piece with those that follow it soon. */
  async function whole(first: Piece): Promise<Piece> {
    let { delta } = first
    const waiting = new AbortController()
    const late = pause(GATHER_MS, waiting.signal)
    try {
      while (pieces-- > 0 && delta.length < room) {
        const next = (await Promise.race([peek(), late]))?.value
        if (!next || !isPiece(next) || next.type !== first.type || next.id !== first.id) break
        coming = undefined
        delta += next.delta
      }
    } finally {
      waiting.abort()
    }
    delta = delta.slice(0, room)
    room -= delta.length
    return { ...first, delta }
  }

  return new ReadableStream<Part>({
    async pull(controller) {
      const { done, value } = await peek()
      coming = undefined
      pieces--
      if (done) return controller.close()
      controller.enqueue(isPiece(value) ? await whole(value) : value)
      if (pieces > 0 && room > 0) return
      controller.enqueue({ type: 'finish', finishReason: { unified: 'length', raw: undefined }, usage: NO_TOKENS })
      controller.close()
      void reader.cancel().catch(() => {})
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

function isPiece(part: Part): part is Piece {
  return part.type === 'text-delta' || part.type === 'reasoning-delta' || part.type === 'tool-input-delta'
}
