/** The id of the field for the customer's message, for links to it. */
export const COMPOSER = 'message'
