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
export const DOUBT_SIGNS = /[✋🤚🙅❌🚫🛑⛔👎😂🤣😜😉🙃]|(?:^| )\/s(?: |$)/u
/** A contraction without its apostrophe (`shouldnt`), and laughter (`hahaha`, `lolol`). */
const DOUBT_LIKE =
  /^(?:(?:is|was|are|were|has|have|had|do|does|did|could|should|would|must|need|might)n'?t|(?:ha|he|lo){2,}h?l?)$/
const WORDS = /[\p{L}0']+/gu

/** Whether a lower-case word doubts, as it is meant: `noooo` and `n0` are no. */
export const isDoubt = (said: string) => {
  const word = said.replaceAll('0', 'o').replace(/(\p{L})\1{2,}/gu, '$1')
  return DOUBT.has(word) || DOUBT_LIKE.test(word)
}

export function isDoubtful(text: string): boolean {
  return /[?"“”„«»]/.test(text) || DOUBT_SIGNS.test(text) || (text.match(WORDS) ?? []).some(isDoubt)
}
