const POLITE =
  "please|pls|plz|kindly|aiya|hi|hey|hello|ok|okay|so|well|just|also|then|and|now|maybe|yes|yeah|sure|could you|can you|would you|will you|can i|could i|may i|i want(?: you)? to|i need(?: you)? to|i would like(?: you)? to|i'd like(?: you)? to|i wanna|let's|lets|let me|go ahead and|help me(?: to)?|i have to|i must|be so kind(?: as)? to|need to|want to|do|make|a|another"

const LEADING = new RegExp(`^(?:\\s|[,.!:-]|(?:${POLITE})(?![\\w']))+`)

/** The lower-case text without the courtesies it opens with. */
export function withoutCourtesy(text: string): string {
  return text.replace(LEADING, '')
}

const EMPTY_WORDS = new Set(
  (
    'my the our your a an account accounts acct acc of some money funds cash it that this them me please pls plz thanks thank you ' +
    'now today again also just aiya right away over asap immediately dear ok okay amount sum total payment transfer quickly ' +
    'ending ends in with number no mask digits named called one there mine own balance back instead all everything entire whole every penny cent bill friend buddy mate pal'
  ).split(' '),
)

/** Whether a word in an account's phrase says nothing about which account is meant. */
export function isEmptyWord(word: string): boolean {
  return EMPTY_WORDS.has(word)
}
