import { z } from 'zod'
import { MESSAGE_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { printableLines } from '@/lib/platform/text/printable-text'

const PARTS_MAX = 4

const text = printableLines(MESSAGE_CHARACTERS_MAX)
const TOO_LONG = `must have at most ${MESSAGE_CHARACTERS_MAX} characters in all`
/** Larger than the longest message, so that the refusal of a somewhat longer one can name the limit. */
export const MESSAGE_BYTES_MAX = 128 * 1024

const messageId = z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _')

/** The body of a new message. */
export const newMessage = z.strictObject({
  edits: messageId
    .optional()
    .describe('the id of the customer’s earlier message in this chat whose words these change'),
  message: z.strictObject({
    id: messageId,
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
  /** The customer's earlier message that this one is an edited version of. Whether there is one is for the chat to say. */
  metadata?: { edits: string }
}

/**
 * Reads the new message of a chat: at most 4,000 Unicode code points, never cut. Other roles and parts are refused,
 * since only the server may write them.
 * @throws ZodError whose issues name each bad member.
 */
export function parseUserMessage(input: unknown): UserMessage {
  const { message, edits } = newMessage.parse(input)
  const { id, role, parts } = message
  if (parts.every((part) => part.text.trim() === '')) {
    throw new z.ZodError([{ code: 'custom', path: ['message', 'parts'], message: 'must say something', input: parts }])
  }
  if (parts.reduce((sum, part) => sum + [...part.text].length, 0) > MESSAGE_CHARACTERS_MAX) {
    throw new z.ZodError([{ code: 'custom', path: ['message', 'parts'], message: TOO_LONG, input: parts }])
  }
  return { id, role, parts: parts.map(({ type, text }) => ({ type, text })), ...(edits && { metadata: { edits } }) }
}
