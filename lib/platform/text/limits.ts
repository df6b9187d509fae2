// The longest texts that a customer may send, in Unicode code points. Browser, model and server use the same limits.

export const MEMO_CHARACTERS_MAX = 140
export const TITLE_CHARACTERS_MAX = 60
export const MESSAGE_CHARACTERS_MAX = 4_000
export const SEARCHED_CHARACTERS_MAX = 200

/** A model may make up any name for its call of a tool. */
export const TOOL_CALL_CHARACTERS_MAX = 200
