// The longest texts that a customer may send, in Unicode code points: browser, model and server hold to the same.

export const MEMO_CHARACTERS_MAX = 140
export const TITLE_CHARACTERS_MAX = 60
export const MESSAGE_CHARACTERS_MAX = 4_000
