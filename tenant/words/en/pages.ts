import { type Html, html } from '../../pages/html'
import type { Noun } from '../noun'

export const signIn = {
  title: 'Log in',
  heading: 'Welcome back',
  phoneHeading: 'Your approvals',
  codeLead: 'Sign in here to show the request to your phone.',
  email: 'Email',
  password: 'Password',
  go: 'Continue',
  refused: 'Wrong email or password. Please check both and try again.',
  slowDown: (minutes: number) => `Too many attempts. Please wait ${inMinutes(minutes)} and try again.`,
}

export const consent = {
  title: 'Allow access?',
  heading: (name: Html) => html`Allow ${name}?`,
  lead: (customer: Html, email: string) => html`It asks for access to the accounts of ${customer} (${email}).`,
  may: 'It may',
  refuse: 'Refuse',
  allow: 'Allow',
  vouched: { own: 'The bank’s own', known: 'Known to the bank', no: 'Unknown to the bank' },
  program: 'Program',
  code: 'Code',
  askedFrom: 'Asked from',
  /** Places that are no address, by the words in which the tenant keeps them. */
  places: { 'this computer': 'this computer', 'an unknown address': 'an unknown address' },
  answerTo: 'Answer to',
  warnings: {
    code: 'Allow this only if you have just asked for this code yourself. Nobody from the bank will ever send you one.',
    loopback: (name: Html) =>
      html`A program on this computer asks. Any program here can call itself ${name}: allow it only if you have just started it yourself.`,
    unknown: 'The bank does not know this program: it chose its name itself. Look where the answer goes.',
  },
  lasts: {
    prepares: 'The access lasts for 5 minutes.',
    once: 'The access lasts for 15 minutes.',
    offline: 'The access lasts until you take it back on your profile page, 90 days at most.',
  },
  /** What an agent from outside may do, by scope. */
  scopes: {
    'read:accounts': 'See your accounts, their balances, and the people you pay',
    'read:transactions': 'See your transactions',
    'request:transfer': 'Ask for transfers. Each one still needs your yes',
    'product:buy': 'Ask to buy in the shop. Each purchase still needs your yes',
    'stock:trade': 'Ask to buy and sell shares. Each order still needs your yes',
    'portfolio:read': 'See your shares and what they are worth',
  },
  /** What a client may do that prepares transfers, by scope. It cannot list accounts, and must know their ids already. */
  preparing: {
    'create:transfer':
      'Prepare transfers between your accounts, and see what the bank says to each. None happens without your yes on the phone',
    'product:buy': 'Prepare purchases at the shop. None happens without your yes on the phone',
    'stock:trade': 'Prepare orders of shares. None happens without your yes on the phone',
    'portfolio:read': 'See your shares and what they are worth',
  },
}

export const activate = {
  title: 'Connect a device',
  typeIt: 'Type the code that it shows you.',
  compareIt: 'Compare the code with the one that it shows you.',
  code: 'Code',
  go: 'Continue',
  refused: 'Refused',
  connected: 'Connected',
  youRefused: 'You have refused',
  isConnected: (name: Html) => html`${name} is connected`,
  nothingGiven: 'Nothing has been given access.',
  close: 'You can close this page and go back to your device.',
  tryAgain: 'This page was open for too long, or in another tab as well. Please try again.',
  slowDown: (minutes: number) => `Too many codes. Please wait ${inMinutes(minutes)} and try again.`,
  /** By the name of the provider's error. */
  errors: {
    NoCodeError: 'Please type the code that your device shows.',
    NotFoundError: 'There is no such code. Please compare it with the one that your device shows.',
    ExpiredError: 'This code has expired. Please ask your device for another one.',
    AlreadyUsedError: 'This code has been used already. Please ask your device for another one.',
  },
}

export const signedOut = { title: 'Logged out', heading: 'You are logged out', lead: 'See you soon.' }

export const problem = (noun: Noun) => ({
  expired: {
    title: 'This sign-in has expired',
    text: `It was left open for too long, or was finished in another tab. Please start again from ${noun === 'bank' ? 'the bank' : 'where you came from'}.`,
  },
  elsewhere: { title: 'Not from here', text: 'This request came from another site, so nothing was done.' },
  nothing: { title: 'Nothing here', text: 'There is no page at this address.' },
  tooLarge: { title: 'Too much', text: 'The request is larger than this page takes.' },
  away: { title: 'Back in a moment', text: `The ${noun} cannot answer right now. Please try again in a few seconds.` },
  ours: { title: 'Something went wrong', text: 'That is on us. Please try again.' },
  theirs: { title: 'This does not work', text: `The ${noun} does not understand this request.` },
})

const inMinutes = (minutes: number) => (minutes === 1 ? 'a minute' : `${minutes} minutes`)
