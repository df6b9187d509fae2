/** What can change for a customer, as the names of server-sent events. Read by the browser as well. */
export const TOPICS = ['account', 'approval', 'answer'] as const
/** What changed for a customer; the page that hears it reads the new state itself. */
export type Topic = (typeof TOPICS)[number]
