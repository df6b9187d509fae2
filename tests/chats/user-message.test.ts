import { describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { parseUserMessage } from '@/lib/ai/user-message'

const good = { id: 'm-1', role: 'user', parts: [{ type: 'text', text: 'Hello' }] }
const text = (value: string) => ({ ...good, parts: [{ type: 'text', text: value }] })
const parts = (...list: unknown[]) => ({ ...good, parts: list })

/** The members that are refused, unknown ones by their own name. */
function membersRefused(body: unknown): string[] {
  try {
    parseUserMessage(body)
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    return error.issues.flatMap((issue) => {
      const path = issue.path.join('.')
      return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => `${path}.${key}`) : [path]
    })
  }
  return []
}

describe('a message is refused', () => {
  test.each<[string, unknown, string]>([
    ['as the assistant', { ...good, role: 'assistant' }, 'message.role'],
    ['as the system', { ...good, role: 'system' }, 'message.role'],
    ['without a role', { ...good, role: undefined }, 'message.role'],
    ['without an id', { ...good, id: undefined }, 'message.id'],
    ['with an id that is a path', { ...good, id: '../other' }, 'message.id'],
    ['with an endless id', { ...good, id: 'x'.repeat(65) }, 'message.id'],
    ['without parts', { ...good, parts: [] }, 'message.parts'],
    ['with too many parts', parts(...Array(5).fill(good.parts[0])), 'message.parts'],
    ['with a tool call', parts({ type: 'tool-transferFunds', text: 'x' }), 'message.parts.0.type'],
    ['with an approval', parts(...good.parts, { type: 'data-approval', text: 'x' }), 'message.parts.1.type'],
    ['with a file', parts({ type: 'file', text: 'x' }), 'message.parts.0.type'],
    ['with reasoning', parts({ type: 'reasoning', text: 'x' }), 'message.parts.0.type'],
    ['with a step', parts({ type: 'step-start', text: 'x' }), 'message.parts.0.type'],
    [
      'with more in a part',
      parts({ type: 'text', text: 'x', providerMetadata: {} }),
      'message.parts.0.providerMetadata',
    ],
    ['that is still being written', parts({ type: 'text', text: 'x', state: 'streaming' }), 'message.parts.0.state'],
    ['with more in the message', { ...good, createdAt: 'now' }, 'message.createdAt'],
    ['that is empty', text(''), 'message.parts'],
    ['of blanks', text(' \n\t '), 'message.parts'],
    ['of 4,001 characters', text('x'.repeat(4_001)), 'message.parts.0.text'],
    [
      'of 4,001 characters in two parts',
      parts(...['x'.repeat(4_000), 'y'].map((one) => ({ type: 'text', text: one }))),
      'message.parts',
    ],
    ['with a control character', text('a\u0007b'), 'message.parts.0.text'],
    ['with a right-to-left override', text('a\u202eb'), 'message.parts.0.text'],
    ['with half an emoji', text('a\ud83cb'), 'message.parts.0.text'],
    ['whose text is none', parts({ type: 'text', text: 5 }), 'message.parts.0.text'],
  ])('%s', (_, message, member) => {
    expect(membersRefused({ message })).toContain(member)
  })

  test.each(['messages', 'id', 'trigger', 'chatId', 'customerId'])('beside a member %s', (member) => {
    expect(membersRefused({ message: good, [member]: [] })).toEqual([`.${member}`])
  })

  test.each([undefined, null, [], 'hello', { messages: [good] }])('where the body is %j', (body) => {
    expect(membersRefused(body).length).toBeGreaterThan(0)
  })
})

describe('a message is taken', () => {
  test('as it was typed, over several lines, and without what the browser thinks of it', () => {
    const typed = { ...text('Hello\r\nAiya,\thow are you? 🎈'), metadata: { role: 'admin' } }
    expect(parseUserMessage({ message: typed })).toEqual(text('Hello\nAiya,\thow are you? 🎈'))
  })

  test('of 4,000 characters, emoji counted as one each', () => {
    expect(membersRefused({ message: text('🎈'.repeat(4_000)) })).toEqual([])
  })
})

test('that a part is done may be said, and is not kept', () => {
  const said = parts({ type: 'text', text: 'Hello', state: 'done' })
  expect(parseUserMessage({ message: said })).toEqual(good)
})

test('a message that is too long is refused by its limit, in words, and never cut', () => {
  for (const long of ['x'.repeat(4_001), '👨‍👩‍👧'.repeat(2_000)]) {
    expect(() => parseUserMessage({ message: text(long) })).toThrow('at most 4000 characters')
  }
})
