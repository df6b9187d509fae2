import { expect, it } from 'vitest'
import { apart, unbroken } from '@/tenant/phone/drawn-text'

// How the phone draws a text that its device signs. The letters stay as they are: the card's script compares them.

const lettersOf = ({ markup }: { markup: string }) => markup.replace(/<[^>]*>/g, '').replaceAll('&amp;', '&')

it.each([
  ['Bob Example ••5566', ['Bob Example', '••5566']],
  ['Bob ••5566, דוד כהן ••0005, دفتر ••0003', ['Bob', '••5566,', 'דוד כהן', '••0005,', 'دفتر', '••0003']],
  ['Smith, Jones & Sons ••1234', ['Smith', 'Jones & Sons', '••1234']],
  ['••1234', ['••1234']],
])('each account of %s, and its last digits, stand in a box of their own', (text, boxes) => {
  const drawn = apart(text)
  expect(lettersOf(drawn)).toBe(text)
  expect([...drawn.markup.matchAll(/<bdi>(.*?)<\/bdi>/g)].map(([, box = '']) => box.replaceAll('&amp;', '&'))).toEqual(
    boxes,
  )
})

it.each([
  ['Buy 2 x Running shoes, 150.00 USD, bAInk Shop', ['150.00 USD,']],
  ['Aiya: 1234.56 USD at once, 9,999.99 EUR a week', ['1234.56 USD', '9,999.99 EUR']],
  ['2 USDT & 3 usd until 2027-11-30 14:42 UTC', []],
])('an amount and its currency in %s stay on one line', (text, amounts) => {
  const drawn = unbroken(text)
  expect(lettersOf(drawn)).toBe(text)
  expect([...drawn.markup.matchAll(/<span class="unbroken">(.*?)<\/span>/g)].map(([, amount]) => amount)).toEqual(
    amounts,
  )
})

it('nobody widens the screen by digits', () => {
  expect(unbroken(`${'1'.repeat(140)} USD`).markup).not.toContain('unbroken')
})
