const PHONE = 'Each transfer and each order waits for your approval on your phone.'
export const NOTHING = 'I have asked for nothing.'
const EXAMPLES = [
  '- "How much do I have?" or "What\'s in savings?"',
  '- "How much did I send Bob since 1 October?"',
  '- "Move $25 from checking to savings for rent"',
  '- "What can I buy?", "Buy two pairs of running shoes for at most $150"',
  '- "What does OKTA cost?", "Buy 3 GOOG", "Buy 10 ZEKO when it is below 5", "What are my shares worth?"',
  '- "Who can I pay?", "What is waiting?", "What are my limits?"',
].join('\n')
const WITHDRAW = 'deny it on your phone, or withdraw it on its card or on [Approvals](/approvals)'
const RECALL = `A payment that has been made can't be recalled: only who got it can send it back. One that still waits has moved nothing: ${WITHDRAW}.`
const FREEZE = 'On your [profile](/profile) you can freeze all transfers by agents at once.'

/** The fixed answers. Each names the page or the device where the customer goes on. */
export const ANSWERS = {
  bypass: `I can't do without your phone: every transfer needs your approval there, and only you can give it. I have not started anything.`,
  security: `If you did not make a payment, or somebody presses you to make one: approve nothing, and answer what your phone asks with Deny and "Not me". ${FREEZE} ${RECALL} ${NOTHING}`,
  safe: `If somebody asked you to send it, or says that it is urgent, stop: it may be a scam, so ask that person in another way first. Check the name and the amount on your phone before you tap Approve. ${RECALL} ${NOTHING}`,
  'how-long': `At once: the money moves as soon as you tap Approve on your phone, and until then nothing does. ${NOTHING}`,
  'how-to': `Say it to me with amount and receiver, such as "send $20 to Bob" or "move $25 to savings", or fill in the [Transfer page](/transfer). ${PHONE} ${NOTHING}`,
  'lost-phone': `${FREEZE} There you also remove a lost phone and let a new one in. Until then nothing that I ask for can be approved, and what waits is on [Approvals](/approvals).`,
  approve: `Say what to move, and I ask your phone: check amount and accounts there and tap Approve or Deny. What waits is on [Approvals](/approvals); your phones are on your [profile](/profile).`,
  correction: `If I have asked your phone already: ${WITHDRAW}, then tell me the whole transfer again. ${RECALL}`,
  recall: `${RECALL} If you did not ask for it: ${FREEZE} ${NOTHING}`,
  identity: `I'm Aiya, the bank's assistant. Right now I run on a small set of fixed rules, not on a language model, so plain requests work best.`,
  help: `I can show your balances, transactions, payees, limits and what waits, move money between your accounts and to your payees, and buy in the shop and trade shares for you. ${PHONE} For example:\n\n${EXAMPLES}`,
  thanks: `You're welcome!`,
  goodbye: 'Goodbye!',
  greeting: `Hello! I'm Aiya. I can show your balances and transactions and move money. What shall I do?`,
  cancelled: 'All right, I dropped that. Nothing was moved.',
  'nothing-open': `There is nothing open that this could answer. Tell me the whole transfer, for example "send $20 to Bob".`,
  'not-an-order': `I have asked for nothing: I move money only on a plain wish of yours for now, such as "send $20 to Bob". What was asked for is on [Approvals](/approvals). ${RECALL} If something is not right: ${FREEZE}`,
  'too-many': `That is more than three transfers in one message. Give me at most three at a time; I have asked for none.`,
  busy: 'I am very busy just now, so I did nothing. Please ask again in a moment.',
  'too-long': 'That message is too long for me, so I did nothing. Please say it in fewer words.',
  'no-search': `I can't answer that for certain, so I don't try. I can search your whole history by person, text, amount, direction and dates: "payments to Bob over $20 since 1 October", "how much did I spend on pizza last month". All of it is on [Accounts](/accounts).`,
  advice: `I give no advice on what to buy or sell, and trading carries risk: a price can fall as well as rise. I can tell what a share costs ("what does OKTA cost?") and what yours are worth. ${NOTHING}`,
  trade: `I buy or sell one thing at a time, and only on a plain wish for now, such as "buy 2 running shoes for at most $150" or "sell 3 GOOG". "What can I buy?" shows the shop. ${NOTHING}`,
  unknown: `I didn't understand that, and I have asked for nothing. I follow plain requests like these:\n\n${EXAMPLES}`,
}

/** What Aiya can't do where a transfer is meant for another day, and who is not there. */
export const LATER = `plan transfers for later or repeat them; I can only ask for one now. You can plan them on the [Transfer page](/transfer), where those that are planned are too. ${NOTHING}`
const NOBODY = `connect you with a person. Money and receipts are on [Accounts](/accounts) and [Approvals](/approvals). ${FREEZE}`

/**
 * A line is groups of words and, behind `>`, their topic: an answer above, a list of serve-lists.ts, or what Aiya can't do.
 * A message is about the topic of the first line of which it has a word from each group.
 */
const TOPICS = `
skip bypass without avoid ignore disable approve | phone approval approving confirmation confirm asking permission me you yourself > bypass
scam scams scammed fraud fraudulent phishing hacked hacker stolen unauthorised unauthorized suspicious unknown recognise recognize > security
safe safely risky dangerous trust trusted trustworthy legit legitimate | pay paying send sending move moving transfer transferring give giving payment > safe
how | long fast quick quickly soon | take takes need needs arrive arrives last > how-long
lost lose stolen broke broken new missing took taken replace replaced dead without | phone device mobile handset > lost-phone
how where | approve approves approving confirm accept deny > approve
didn't didnt not never nobody wasn't | made make paid sent authorise authorize authorised authorized > security
wrong mistake meant mistyped typo incorrect incorrectly accidentally > correction
scheduled standing recurring autopay > ${LATER}
mandate mandates > list or change mandates. Yours are on the [Mandates page](/mandates), where each one can be revoked.
stop stopped cancel recall revoke void reverse undo dispute disputing refund refunded revert chargeback retract return withdraw back | payment payments transfer transfers transaction transactions request money pay paying send sending it that order > recall
refund refunds chargeback > recall
are | you | human person > identity
person human agent representative operator support hotline call staff | talk speak chat call human contact real connect support need want > ${NOBODY}
somebody someone | talk speak chat call contact connect > ${NOBODY}
add new create save register | payee payees recipient recipients beneficiary contact contacts > add payees. You can do so on the [Transfer page](/transfer), with "Add payee"; then I can pay them.
remove delete rename edit change | payee payees recipient recipients beneficiary contact contacts > change or remove payees. Yours are on the [Transfer page](/transfer).
raise increase change lift lower set remove | limit limits > change limits. What is left of yours is on the [Transfer page](/transfer).
limit limits > limits
much maximum most | can may | transfer send pay move > limits
number numbers iban | account accounts iban checking savings card my > account-number
pending waiting waits approval approvals outstanding unapproved denied expired declined arrive arrives > approvals
did has have is was | go gone went through done complete completed | it that they transfer payment money > approvals
status > approvals
tomorrow tonight later schedule scheduled recurring standing autopay weekly monthly daily every each next monday tuesday wednesday thursday friday saturday sunday > ${LATER}
crypto cryptocurrency bitcoin bitcoins btc ethereum eth dogecoin nft nfts > deal in cryptocurrencies. ${NOTHING}
exchange convert conversion forex fx swap > exchange currencies: both accounts of a transfer must be in the same one.
loan loans mortgage overdraft borrow lend financing > help with loans, mortgages or overdrafts.
freeze unfreeze block unblock lock unlock thaw reactivate reopen > freeze or thaw anything. ${FREEZE} The state of your accounts is on the [Accounts page](/accounts).
open close delete cancel create order | account accounts card cards > open, close or order accounts and cards. Yours are on the [Accounts page](/accounts).
should recommend recommendation recommendations advice advise best good worth | buy sell invest investing stock stocks share shares trade trading > advice
portfolio holdings > portfolio
catalogue catalog products > products
shop | have has sell sells offer offers stock get open show visit see browse > products
buy sell order purchase | share shares stock stocks shoes it them now when if for and or > trade
buy sell purchase stocks stock shares > trade
invest investing bonds etf etfs pension insurance interest > invest for you, or talk about rates. I can buy and sell listed shares, one order at a time.
password pin address email e-mail username login 2fa > see or change your sign-in or personal details; see your [profile](/profile).
cash atm cheque cheques > handle cash or cheques.
make new start begin | transfer transfers payment payments > how-to
request collect invoice charge | from > collect money from others: I can only send money out of your own accounts. What came in is on [Accounts](/accounts).
how where | do can could | i we | pay send move transfer wire deposit > how-to
how | to | pay send move transfer wire deposit > how-to
who what what's are is | bot robot ai llm gpt chatgpt machine model human name > identity
who | you > identity
help commands options capabilities features > help
what how | you this | do work ask say can > help`
/** Topics of short messages alone, without a number. */
const SMALL_TALK = `
thanks thank thx ty cheers great perfect awesome nice lovely cool alright ok okay > thanks
bye goodbye > goodbye
good | night > goodbye
see | you ya > goodbye
how | are | you > greeting
hi hello hey hiya howdy yo sup morning evening afternoon aiya > greeting`
const SMALL_TALK_WORDS_MAX = 4

const tableOf = (lines: string) =>
  lines
    .trim()
    .split('\n')
    .map((line) => {
      const [words = '', about = ''] = line.split(' > ')
      return { about, groups: words.split(' | ').map((group) => new Set(group.split(' '))) }
    })
const [topics, smallTalk] = [tableOf(TOPICS), tableOf(SMALL_TALK)]

/** What a lower-case message is about that is neither an order nor a question to the book. */
export function topicOf(text: string): string | undefined {
  const words = text.match(/[\p{L}\p{N}'-]+/gu) ?? []
  const known = words.length > SMALL_TALK_WORDS_MAX || /\d/.test(text) ? topics : [...topics, ...smallTalk]
  return known.find(({ groups }) => groups.every((group) => words.some((word) => group.has(word))))?.about
}

export const isSmallTalk = (topic: string) => /^(?:thanks|goodbye|greeting|help)$/.test(topic)

export const answerOn = (topic: string) =>
  Object.hasOwn(ANSWERS, topic) ? ANSWERS[topic as keyof typeof ANSWERS] : `I can't ${topic}`
