/** From signing in until the customer must do so again, whatever they do meanwhile. */
export const SESSION_SECONDS = 8 * 60 * 60
/** A session ends after this time without a page opened or a write. */
export const IDLE_SECONDS = 60 * 60
/** "Last seen" is written at most this often, so an unused session may live this much longer. */
export const TOUCH_SECONDS = 60
