import { endsInAmount } from './more-of-amount'

const words = (text: string) => text.split(/\s+/)

/**
 * Words that make a sentence about a payment something else than a wish for it now: a negation, a condition, a past, a
 * later time, a question, somebody else's doing or saying. One of them, and Aiya does not even offer to ask the phone.
 */
const DOUBT = new Set(
  words(`not no never don't dont doesn't didn't didnt won't wont can't cant cannot couldn't shouldn't wouldn't isn't wasn't aren't
  haven't hasn't hadn't without nothing nobody none neither nor hardly unable nope stop stopped cancel cancelled refuse avoid but instead unless except
  if when whenever once until till after before while whether suppose supposing assuming imagine pretend would should might maybe
  perhaps could hypothetically otherwise because since although though than as like
  did does was were been had has having paid sent gave moved transferred made said says told tell tells ask asked asks asking wanted wants
  thinks thought promised owes owed yesterday ago last already earlier previously before previous
  tomorrow tonight later next soon every each weekly monthly daily remind monday tuesday wednesday thursday friday saturday sunday weekend
  noon midnight morning evening afternoon week weeks month months year years day days hour hours minute minutes o'clock am pm
  percent what what's why how who who's whom whose where which is are am will going gonna
  he she they we he's she's they're we're he'd she'd wife husband boss mother father mum mom dad son daughter brother sister
  landlord friend's bank scam fraud hacked stolen unauthorised unauthorized mistake wrong joke joking kidding jk lol haha test testing
  example story quote oops wait ignore system assistant instructions
  nah nay nada zilch nil nein nicht kein keine non zero aint ain't cancel canceled cancels abort undo undone revoke revert dispute disputed
  forget forgot nevermind nvm scratch postpone postponed delay delayed declined failed hypothetical eventually
  sometimes hourly biweekly fortnightly fortnight regularly payday usually always
  provided upon pending happened happens went came comes paying sending moving transferring sends pays
  sike psych rofl lmao lmfao sarcasm`),
)
/** What takes back or laughs without a word. */
const SIGNS = /[✋🤚🙅❌🚫🛑⛔👎😂🤣😜😉🙃]|(?:^| )\/s(?: |$)/u
/** A contraction without its apostrophe (`shouldnt`), and laughter (`hahaha`, `lolol`). */
const DOUBT_LIKE =
  /^(?:(?:is|was|are|were|has|have|had|do|does|did|could|should|would|must|need|might)n'?t|(?:ha|he|lo){2,}h?l?)$/
/** Words that a memo may not hold, because they tell more than what the money is for. */
const NO_MEMO = new Set(
  words(`me us it him her them you i i'm i'll they that this real sure good ever now fun example instance free then pay send
  give move transfer wire put deposit approve skip order please thanks and/or or so do let get keep ask tell
  refund someday sometime annually yearly quarterly overnight hold delete deleted remove reverse
  halt stahp quit veto retract rescind annul nix nullify reconsider incorrect simulated rhetorical irony ironic sarcastic
  forecast budgeted denied refused rejected negative void corrected rather actually hmm er uh um pfft gotcha bazinga yolo
  conditional shortly presently eod eom cc quoth n't`),
)
/** Words that tell more only behind what the money is for: "rent planned", "rent dry run", but "planned parenthood", "demo tickets". */
const ASIDES = new Set(
  words(`pause withdraw withdrawn scrap ditch mind bad end ends error typo dummy demo sample simulation dry fiction fake
  estimate estimated planned plan scheduled reminder false correction sorry right guess dreams dead body confirm check verify
  approval approved required starting beginning due`),
)
const WORDS = /[\p{L}0']+/gu

/** As the word is meant: `noooo` and `n0` are no. */
const isDoubt = (said: string) => {
  const word = said.replaceAll('0', 'o').replace(/(\p{L})\1{2,}/gu, '$1')
  return DOUBT.has(word) || DOUBT_LIKE.test(word)
}

export function isDoubtful(text: string): boolean {
  return /[?"“”„«»]/.test(text) || SIGNS.test(text) || (text.match(WORDS) ?? []).some(isDoubt)
}

/** Whether a memo without quotation marks says only what the money is for. */
export function isHarmlessMemo(text: string): boolean {
  const found = text.toLowerCase().match(WORDS) ?? []
  if (/[?"“”\p{Sc}]/u.test(text) || SIGNS.test(text) || endsInAmount(text)) return false
  return found.every((word, at) => !isDoubt(word) && !NO_MEMO.has(word) && !(at > 0 && ASIDES.has(word)))
}
