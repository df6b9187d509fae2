import { describe, expect, test } from 'vitest'
import { hasWords } from '@/lib/ai/has-words'
import { standingWords, TAKEN_BACK } from '@/lib/ai/taken-back'
import { Thoughts } from '@/lib/ai/thoughts'

// Models put their reasoning between tags, each in a spelling of its own; none of it is for the customer.

function heard(pieces: Iterable<string>): string {
  const thoughts = new Thoughts()
  return [...pieces].map((piece) => thoughts.hear(piece)).join('') + thoughts.end()
}

const SPELLINGS = [
  ...['<think>', '<THINK>', '<tHiNk>', '<think >', '< think >', '<think\n>', '<think type="deep">', '<think_fast>'],
  ...['<thinking>', '<thinking-process>', '<thought>', '<thoughts>', '<reasoning>', '<reason>', '<reflection>'],
  ...['<analysis>', '<scratchpad>', '<antThinking>', '<inner_monologue>', '<cot>', '<seed:think>', '<|think|>'],
].map((open) => [
  open,
  open
    .replace(/([\w:]+)/, '/$1')
    .replace('< /', '</ ')
    .replace(/ type.*"|\n/g, ''),
])

const PAIRS: [string, string][] = [
  ...(SPELLINGS as [string, string][]),
  ...([
    ['[THINK]', '[/THINK]'],
    ['◁think▷', '◁/think▷'],
    ['<|begin_of_thought|>', '<|end_of_thought|>'],
    ['<unused94>thought\n', '<unused95>'],
    ['<|channel|>analysis<|message|>', '<|end|><|start|>assistant<|channel|>final<|message|>'],
    ['<think>', '</thinking>'],
    ['<think>', '</THINK >'],
    ['<think><think>', '</think>'],
    ['<think>a <thinking>b</thinking> c', '</think>'],
  ] as [string, string][]),
]

describe.each(PAIRS)('what stands between %j and %j', (open, close) => {
  const answer = `${open}secret plan${close}\n\nHello there.`
  test.each<[string, Iterable<string>]>([
    ['at once', [answer]],
    ['letter by letter', answer],
    ['in pieces of five', answer.match(/.{1,5}/gsu) ?? []],
  ])('is no word of the answer, said %s', (_, pieces) => {
    expect(standingWords(heard(pieces))).toBe('Hello there.')
  })
})

test.each(['</think>', '</THINKING>', '</seed:think>', '[/THINK]', '◁/think▷', '<|end_of_thought|>'])(
  'what stands before %j is no word of the answer, where the template has written the beginning',
  (close) => {
    const said = `secret plan\n${close}\n\nHello there.`
    expect(standingWords(heard([said]))).toBe('Hello there.')
    expect(standingWords(heard(said))).toBe('Hello there.')
  },
)

test.each<[string, string, string]>([
  ['nothing else', '<think>secret', ''],
  ['thoughts between words', 'Hi. <think>secret</think>Hello.', 'Hi. Hello.'],
  ['thoughts at the end of the words', 'Hi.\n<think>secret', 'Hi.\n'],
  ['two thoughts', '<think>a</think>Hello <think>b</think>again.', 'Hello again.'],
  ['an empty thought', '<think></think>Hello.', 'Hello.'],
  ['the marks of a template', 'Hello.<|im_end|><|eot_id|>', 'Hello.'],
])('an answer of %s', (_, said, words) => expect(standingWords(heard([said]))).toBe(words))

test.each([
  '| Lunch <think> | 5 |\n| Rent | 7 |',
  '| Lunch <think> | 5 |\n| Rent | 7 |\n| Tea </think> | 7 |',
  '- Lunch <think>\n- Rent',
  '1. Lunch </think>\n2. Rent',
  'Bob wrote `</think>` for it.',
  '```\n<think>\n```\nThat was it.',
  'You paid for “<think>” yesterday.',
  'A <thinker> of 3 < 5 and [a link](/transfer), <thi',
])('a memo hides nothing beside it: %j', (said) => {
  expect(heard([said])).toBe(said)
  expect(heard(said)).toBe(said)
})

test('what follows the end of a thought within a thought is no word, live either', () => {
  expect(heard(['<think>secret <think>a', '</think>', ' plan', '</think>', 'Hello.'])).toBe('Hello.')
  expect(heard(['<think>of the tag <think>', '</think>', 'Hello.'])).toBe('Hello.')
})

test('words that were sent before they turned out to be thoughts are taken back', () => {
  expect(heard(['secret', '</think>', 'Hello.'])).toBe(`secret${TAKEN_BACK}Hello.`)
})

test('it takes time in proportion to the text', () => {
  for (const piece of [
    '<',
    '< ',
    '<think',
    '<think>',
    '</think>',
    '[/think',
    '<|channel|>',
    '<|channel|>analysis',
    '◁',
  ])
    for (const hear of [heard, hasWords] as ((text: string) => unknown)[]) {
      const before = process.cpuUsage()
      hear(piece.repeat(100_000 / piece.length))
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_500)
    }
})

test.each([
  ...['', ' \n', '\u200b', '\u200d\u2060\ufeff', '\u2800', '\u3164', '&nbsp;&#8203;', '<!-- hi -->', '<div></div>'],
  ...['[a]: http://x.example', '```\n```', '---', '- ', '#', '** **', '![a picture](http://x.example/a.png)', '**'],
  `secret${TAKEN_BACK} `,
])('the page shows no word of %j', (text) => expect(hasWords(text)).toBe(false))

test.each(['a', '?', '5', '😀', '$', '| a |', '<b>x</b>', '…', '你', `secret${TAKEN_BACK}b`])('it does of %j', (text) =>
  expect(hasWords(text)).toBe(true),
)
