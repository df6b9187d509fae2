import { expect, test } from 'vitest'
import { aliceBank, chatWith, toolsOf, tradesIn, transfersIn } from '../ai/bank-double'
import { PRICES, PRODUCTS } from '../ai/goods'

/** What is said, and what the phone is asked for: without a limit the exact total is the limit of a purchase. */
const ORDERS: [string, string][] = [
  ['buy two pairs of running shoes for at most $150', 'buy 2 running-shoes 150.00'],
  ['Buy two pairs of running shoes', 'buy 2 running-shoes 150.00'],
  ['please buy me a headlamp', 'buy 1 headlamp 34.00'],
  ['can you buy 3 headlamps for up to 120 dollars?', 'buy 3 headlamp 120.00'],
  ['I want to buy 2 running shoes at most $80 each', 'buy 2 running-shoes 160.00'],
  ['buy 2 running shoes for under $150.01', 'buy 2 running-shoes 150.00'],
  ['purchase 1 bag of coffee beans for $20', 'buy 1 coffee-beans 20.00'],
  ['buy 3 GOOG', 'buy 3 GOOG'],
  ['buy 3 shares of GOOG please', 'buy 3 GOOG'],
  ['buy 3 goog', 'buy 3 GOOG'],
  ['buy ten ZEKO shares', 'buy 10 ZEKO'],
  ['buy 10 ZEKO at $5.20 or less', 'buy 10 ZEKO 5.20'],
  ['buy 3 GOOG for at most $600', 'buy 3 GOOG 200.00'],
  ['buy 10 ZEKO for at most $5.20 a share', 'buy 10 ZEKO 5.20'],
  ['buy 3 goog shares at no more than 180 dollars a share', 'buy 3 GOOG 180.00'],
  ['buy 3 goog shares at no more than 180 dollars a share', 'buy 3 GOOG 180.00'],
  ['sell 3 GOOG', 'sell 3 GOOG'],
  ['sell my 3 GOOG', 'sell 3 GOOG'],
  ['sell 2 of my GOOG shares', 'sell 2 GOOG'],
  ['sell 3 GOOG for at least $500', 'sell 3 GOOG 166.67'],
  ['sell 3 GOOG at $150 or more', 'sell 3 GOOG 150.00'],
]

test.each(ORDERS)('%s', async (said, wanted) => {
  const { text, calls } = await chatWith(aliceBank()).say(said)
  expect(tradesIn(calls)).toEqual([wanted])
  expect(text).toContain('I have asked your phone')
  if (/GOOG|ZEKO/.test(wanted)) expect(text).toContain('Trading carries risk')
})

/** What is said, and what is kept until the price is there. */
test.each<[string, string]>([
  ['buy 10 ZEKO when it is below 5', 'buy 10 ZEKO below 5.00'],
  ['buy 3 GOOG if it falls under $150', 'buy 3 GOOG below 150.00'],
  ['sell 2 OKTA when it is above 90', 'sell 2 OKTA above 90.00'],
  ['please sell two shares of OKTA once the price rises above $90.50', 'sell 2 OKTA above 90.50'],
  ['can you buy ten ZEKO shares when below 4 dollars?', 'buy 10 ZEKO below 4.00'],
])('keeps until the price is there: %s', async (said, wanted) => {
  const { text, calls } = await chatWith(aliceBank()).say(said)
  expect(tradesIn(calls)).toEqual([wanted])
  expect(text).toMatch(/^I keep this for you.*Trading carries risk/)
})

/** Nothing is asked for, and why. */
const NO_ORDERS: [string, RegExp][] = [
  ['buy two pairs of running shoes for at most $149.99', /cost \*\*\$150\.00\*\*, more than your limit/],
  ['buy 2 running shoes for under $150', /more than your limit of \$149\.99/],
  ['buy 2 shoes', /Which one do you mean: Running shoes or Trail shoes/],
  ['buy running shoes', /How many/],
  ['sell all my GOOG', /such as "sell 2 GOOG"/],
  ['buy 0 headlamps', /number/],
  ['buy 3 AAPL', /can't find "AAPL".*Listed are/],
  ['buy 2 bananas', /can't find "bananas"/],
  ['buy 10 ZEKO at $4.50 or less', /costs \*\*\$5\.00\*\* now, more than your limit/],
  ['sell 3 GOOG for at least $600', /less than your limit/],
  ['buy 2 running shoes when they are below $50', /price of a share alone/],
  ['buy 3 AAPL when it is below 5', /can't find "AAPL"/],
  ['buy 10 ZEKO when it is below 5 euros', /./],
  ['buy 10 ZEKO when it is below 0', /./],
  ['buy 10 ZEKO when it is cheap', /one thing at a time/],
  ['buy 10 ZEKO when Bob says so', /can't find/],
  ['tell me when ZEKO is below 5', /./],
  ['should I buy 10 ZEKO when it is below 5', /no advice/],
  ['buy 10 ZEKO when it is below 5?', /./],
  ['buy 3 GOOG and sell 2 OKTA', /one thing at a time/],
  ['should I buy GOOG?', /no advice/],
  ['is it a good time to sell my shares', /no advice/],
  ['do not buy 3 GOOG', /./],
  ['my wife said buy 3 GOOG', /./],
  ['buy 3 GOOG?', /./],
  ['sell 2 headlamps', /can't find "headlamps"/],
  ['buy 3 GOOG for at least $500', /./],
]

test.each(NO_ORDERS)('asks for nothing: %s', async (said, why) => {
  const { text, calls } = await chatWith(aliceBank()).say(said)
  expect([...tradesIn(calls), ...transfersIn(calls)]).toEqual([])
  expect(text).toMatch(why)
})

test.each<[string, string]>([
  ['what does OKTA cost', 'getQuote OKTA'],
  ['what does OKTA cost right now?', 'getQuote OKTA'],
  ['how much is GOOG', 'getQuote GOOG'],
  ['OKTA share price', 'getQuote OKTA'],
  ['how much does the headlamp cost', 'listProducts headlamp'],
  ['price of a headlamp', 'listProducts headlamp'],
  ['how much are the running shoes', 'listProducts running shoes'],
  ['show me the price of ZEKO', 'getQuote ZEKO'],
  ['how much do running shoes cost?', 'listProducts running shoes'],
  ['what can I buy', 'listProducts'],
  ["what's in the shop?", 'listProducts'],
  ['show me the catalogue', 'listProducts'],
  ['what are my shares worth', 'getPortfolio'],
  ['show my portfolio', 'getPortfolio'],
  ['how many GOOG do I have', 'getPortfolio'],
  ['how many shares do I own?', 'getPortfolio'],
  ['how are my shares doing', 'getPortfolio'],
  ['how many shares do I own?', 'getPortfolio'],
  ['how are my shares doing', 'getPortfolio'],
])('looks up for the card, and does not repeat it: %s', async (said, looked) => {
  const { text, calls } = await chatWith(aliceBank()).say(said)
  expect(calls.map(({ tool, input }) => [tool, ...Object.values(input)].join(' '))).toEqual([looked])
  expect(text).not.toMatch(/\d|\||Headlamp|GOOG/)
  expect(text).toMatch(/^(This|These) .*(now|sells)/)
})

test('a product or share that no account is named after is none', async () => {
  expect((await chatWith(aliceBank()).say("what's in savings?")).text).toMatch(/Savings/)
})

/** As the buttons of the cards write it (app/(chat)/_thread/found-card.tsx). */
test('the sentences of the cards are understood', async () => {
  const chat = chatWith(aliceBank())
  for (const { id, name, price } of PRODUCTS)
    expect(tradesIn((await chat.say(`Buy 1 ${name}`)).calls)).toEqual([`buy 1 ${id} ${price}`])
  for (const ticker of Object.keys(PRICES))
    for (const verb of ['Buy', 'Sell'])
      expect(tradesIn((await chat.say(`${verb} 1 ${ticker}`)).calls)).toEqual([`${verb.toLowerCase()} 1 ${ticker}`])
})

test('where neither shop nor brokerage is, nothing is bought', async () => {
  const bank = aliceBank()
  const { listProducts, getQuote, getPortfolio, buyProduct, placeOrder, orderWhen, ...others } = toolsOf(bank)
  for (const said of [
    'buy 2 running shoes',
    'sell 3 GOOG',
    'buy 3 GOOG when it is below 5',
    'what are my shares worth',
    'what can I buy',
  ]) {
    const { text, calls } = await chatWith(bank, others).say(said)
    expect(calls).toEqual([])
    expect(text).toMatch(/can't/)
  }
})

test('says what the tool says, and no more', async () => {
  const bank = aliceBank()
  bank.outcomes = [
    { status: 'refused', message: 'You do not hold as many of these shares. Nothing has moved.' },
    { status: 'unknown' },
  ]
  const chat = chatWith(bank)
  expect((await chat.say('sell 300 GOOG')).text).toContain('do not hold as many')
  expect((await chat.say('buy 1 headlamp')).text).toContain("I don't know what became of")
})
