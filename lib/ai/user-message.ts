import { z } from 'zod'
import { MESSAGE_CHARACTERS_MAX } from '@/lib/text/limits'
import { printableText } from '@/lib/text/printable-text'

const PARTS_MAX = 4

// A person's text may run over several lines; nothing else of what cannot be printed passes.
const text = z
  .string()
  .transform((value) => value.replace(/\r\n?/g, '\n'))
  .refine((value) => printableText(MESSAGE_CHARACTERS_MAX).safeParse(value.replace(/[\n\t]/g, ' ')).success, {
    error: `must be printable text of at most ${MESSAGE_CHARACTERS_MAX} characters`,
  })

const body = z.strictObject({
  message: z.strictObject({
    id: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _'),
    role: z.literal('user', 'must be "user"'),
    // Tool calls, results, data and files are never the browser's to state.
    parts: z
      .array(z.strictObject({ type: z.literal('text', 'must be "text"'), text, state: z.literal('done').optional() }))
      .min(1)
      .max(PARTS_MAX),
    metadata: z.unknown().optional(),
  }),
})

/** The one thing a browser may add to a chat: what the customer typed. */
export interface UserMessage {
  id: string
  role: 'user'
  parts: { type: 'text'; text: string }[]
}

/**
 * Reads the new message of a chat. History, other roles and other parts are refused: those are the server's own.
 * @throws ZodError whose issues name each bad member.
 */
export function parseUserMessage(input: unknown): UserMessage {
  const { id, role, parts } = body.parse(input).message
  if (parts.every((part) => part.text.trim() === '')) {
    throw new z.ZodError([{ code: 'custom', path: ['message', 'parts'], message: 'must say something', input: parts }])
  }
  return { id, role, parts: parts.map(({ type, text }) => ({ type, text })) }
}
