import type { RefusedTopic, Topic } from './requests'

const EXAMPLES = [
  '- "How much do I have?" or "What\'s in savings?"',
  '- "Last 5 transactions in checking"',
  '- "Move $25 to savings"',
  '- "Pay Bob $10 for lunch from checking"',
  '- "Who can I pay?"',
].join('\n')
const PHONE = 'Each transfer waits for your approval on your phone.'

const REFUSALS: Record<RefusedTopic, string> = {
  approval: `I can't do without your phone: every transfer needs your approval there, and only you can give it. I have not started anything. Ask again without that and I will.`,
  status:
    "I can't look into single transfers. What waits for you, and what became of the rest, is under [Approvals](/approvals).",
  conditional: "I can't wait for something to happen first. Ask me when it is time, and I will do it then.",
  schedule: "I can't plan transfers for later or repeat them; I can only start one now. Nothing was moved.",
  crypto: "I can't deal in cryptocurrencies.",
  invest:
    "I can't invest, buy or sell, or talk about rates. I can move money between your accounts and to your payees.",
  loan: "I can't help with loans, mortgages or overdrafts.",
  'add-payee':
    'I can\'t add payees. You can do so on the [Transfer page](/transfer), with "Add payee"; then I can pay them.',
  'remove-payee': "I can't change or remove payees. Yours are on the [Transfer page](/transfer).",
  limits: "I can't see or change limits. The bank checks them with every transfer.",
  exchange: "I can't exchange currencies: both accounts of a transfer must be in the same one.",
  undo: "I can't take back a transfer that has been made. One that still waits can be denied on your phone; see [Approvals](/approvals).",
  'open-close': "I can't open, close or order accounts and cards. Yours are on the [Accounts page](/accounts).",
  freeze:
    "I can't freeze or thaw anything. You freeze all that I may move on your [profile](/profile); the state of your accounts is on the [Accounts page](/accounts).",
  collect: 'I can only send money out of your own accounts, not collect it from others.',
  cash: "I can't handle cash or cheques.",
  profile: "I can't see or change your sign-in or personal details.",
}

const REPLIES: Record<Exclude<Topic, RefusedTopic>, string> = {
  greeting: "Hello! I'm Aiya. I can show your balances and transactions and move money. What shall I do?",
  thanks: "You're welcome!",
  goodbye: 'Goodbye!',
  wellbeing: 'All fine here, thank you. What shall I do for you?',
  identity:
    "I'm Aiya, the bank's assistant. Right now I run on a small set of fixed rules, not on a language model, so plain requests work best.",
  help: `I can show your balances, transactions and payees, and move money between your accounts and to your payees. ${PHONE} For example:\n\n${EXAMPLES}`,
  howto: `Just tell me how much, from where and to whom, for example "Move $25 from checking to savings". ${PHONE} I have not started anything.`,
  negated: "All right, I won't. Nothing was moved.",
  'nothing-pending': 'There is nothing waiting for an answer from you.',
  'already-done': 'That transfer has already been made, so I left it alone. Tell me in full what to move now.',
  'outcome-unknown':
    "I don't know whether the last transfer went through. Please look at your [accounts](/accounts) first, then tell me in full what to move.",
  cancelled: 'All right, I dropped that. Nothing was moved.',
  'too-many':
    'That is more than five transfers in one message. Give me at most five at a time; I have not started any.',
  'too-long': 'That message is too long for me, so I did nothing. Please say it in fewer words.',
  unknown: `I didn't understand that. I follow plain requests like these:\n\n${EXAMPLES}`,
}

/** The fixed answer to what needs no look at the accounts. */
export function talkReply(topic: Topic): string {
  return { ...REPLIES, ...REFUSALS }[topic]
}
