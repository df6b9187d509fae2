import { expect, test } from 'vitest'
import { aliceBank, chatWith, transfersIn } from '../ai/bank-double'

// What stands in the memo of an otherwise whole, plain order: "pay bob 20 for …".

const LATER = /can't plan transfers for later/
const NOTHING = /^(?!Shall).*I have asked for nothing/s

const memos = (text: string) => text.trim().split(/\s*[|\n]\s*/)
const say = (memo: string) => chatWith(aliceBank()).say(`pay bob 20 for ${memo}`)

/** A doubtful word that says which one, a time that is past, what is owed, and a number that names something. */
const WHAT_FOR =
  memos(`the weekend trip | friday drinks | daily bread | my weekly veg box | the next lesson | test prep | driving test
  the story book | non-food items | the no-show fee | sugar free soda | the cancelled show | the moving van | the bank holiday bbq
  lunch yesterday | dinner last night | rent this month | coffee this morning | last month | last week's groceries
  next month's rent | what I owe him | the tickets he bought | the pizza we had yesterday | mum | his wife
  invoice 4711 | invoice number 4711 | order #123 | apartment 4B | two weeks of milk | the week`)

test.each(WHAT_FOR)('says only what the money is for: %s', async (memo) => {
  const { text, calls } = await say(memo)
  expect(transfersIn(calls), text).toEqual([`acc-checking > acc-of-bob 20.00 USD (${memo})`])
})

/** What may tell more than what the money is for, or stands behind a second preposition. */
const OFFERED =
  memos(`2 tickets | our trip to Paris | her present | helping me move | lunch with Anna | food, drinks and games
  rent for march | no reason | lunch this afternoon | christmas 2026 | rent i meant caroline | test payment | sample payment | test purposes | example purposes |
  demo purposes | a test | refund`)

test.each(OFFERED)('is offered, all of it: %s', async (memo) => {
  const { text, calls } = await say(memo)
  expect(transfersIn(calls), text).toEqual([])
  expect(text).toBe(`Shall I ask your phone for $20.00 from Checking ••4321 to Bob ••9999 memo “${memo}”?`)
})

/** The same words where they say when, or how often. */
const PUT_OFF =
  memos(`next month | next month rent | next time | monthly payment | the weekend | friday | rent monday morning
  dinner tonight | the weekend trip tomorrow | what I owe him next week | rent in two days | rent every month
  our trip to Paris on friday | friday drinks tomorrow | lunch yesterday and tomorrow`)

test.each(PUT_OFF)('puts it off, or repeats it: %s', async (memo) => {
  const { text, calls } = await say(memo)
  expect(transfersIn(calls), text).toEqual([])
  expect(text).toMatch(LATER)
})

/** The same words beside a no, a condition, somebody's saying or another amount. */
const TAKEN_BACK =
  memos(`rent stop | rent not now | rent cancelled | rent unless paid | the weekend trip not | rent he said | the pizza we had not
  the weekend trip cancelled | lunch yesterday no | what I owe him no | what I owe him if he asks | invoice 4711 no
  food, no | our trip to Paris, no | rent if due | rent once due | rent no 30 | stolen goods`)

test.each(TAKEN_BACK)('is no order: %s', async (memo) => {
  const { text, calls } = await say(memo)
  expect(transfersIn(calls), text).toEqual([])
  expect(text).toMatch(NOTHING)
})

test.each<[string, RegExp]>([
  ['pay bob 20 as agreed', /memo “agreed”/],
  ['send bob 20 as soon as he asks', NOTHING],
  ['send bob the $20 I owe him tomorrow', LATER],
  ['send bob the $20 I owe him?', /./],
  ['send bob 20 that he said I owe', NOTHING],
])('%s', async (sentence, answer) => {
  const { text, calls } = await chatWith(aliceBank()).say(sentence)
  expect(transfersIn(calls), text).toEqual([])
  expect(text).toMatch(answer)
})
