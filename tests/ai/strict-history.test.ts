import type { ModelMessage } from 'ai'
import { expect, test } from 'vitest'
import { strictHistory } from '@/lib/ai/strict-history'

const user = (text: string): ModelMessage => ({ role: 'user', content: [{ type: 'text', text }] })
const aiya = (text: string): ModelMessage => ({ role: 'assistant', content: [{ type: 'text', text }] })
const call: ModelMessage = {
  role: 'assistant',
  content: [{ type: 'tool-call', toolCallId: 'c', toolName: 't', input: {} }],
}
const result: ModelMessage = {
  role: 'tool',
  content: [{ type: 'tool-result', toolCallId: 'c', toolName: 't', output: { type: 'json', value: 1 } }],
}
const spoken = (history: ModelMessage[]) =>
  history.map(({ role, content }) => [
    role[0],
    ...(content as { type: string; text?: string }[]).map((part) => part.text ?? part.type),
  ])

test.each<[string, ModelMessage[], string[][]]>([
  [
    'takes turns already',
    [user('a'), aiya('b'), user('c')],
    [
      ['u', 'a'],
      ['a', 'b'],
      ['u', 'c'],
    ],
  ],
  ['begins with what the bank told', [aiya('told'), user('a')], [['u', 'a']]],
  ['has an answer that says nothing', [user('a'), aiya(' '), user('b')], [['u', 'a\n\nb']]],
  [
    'has an outcome after an answer',
    [user('a'), aiya('b'), aiya('told'), user('c')],
    [
      ['u', 'a'],
      ['a', 'b\n\ntold'],
      ['u', 'c'],
    ],
  ],
  [
    'has two outcomes after a question',
    [user('a'), aiya('one'), aiya('two')],
    [
      ['u', 'a'],
      ['a', 'one\n\ntwo'],
    ],
  ],
  [
    'has tools',
    [user('a'), call, result, aiya('b'), user('c')],
    [
      ['u', 'a'],
      ['a', 'tool-call'],
      ['t', 'tool-result'],
      ['a', 'b'],
      ['u', 'c'],
    ],
  ],
  [
    'stops after a tool',
    [user('a'), call, result, user('c')],
    [
      ['u', 'a'],
      ['a', 'tool-call'],
      ['t', 'tool-result'],
      ['a', '(The answer ended here.)'],
      ['u', 'c'],
    ],
  ],
])('a history that %s', (_, history, expected) => {
  expect(spoken(strictHistory(history))).toEqual(expected)
})

test('a long one is cut between turns: the newest twenty, from the customer on', () => {
  const turns = Array.from({ length: 30 }, (_, n) => [
    user(`q${n}`),
    call,
    result,
    aiya(`a${n}`),
    aiya(`told ${n}`),
  ]).flat()
  const history = strictHistory([...turns, user('now')])
  expect(spoken(history)[0]).toEqual(['u', 'q11'])
  expect(history.filter(({ role }) => role === 'user')).toHaveLength(20)
})
