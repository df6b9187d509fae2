/** The things that can change for a customer, as names of server-sent events. The browser reads this list too. */
export const TOPICS = ['account', 'approval', 'answer'] as const
/** One of the things that changed. The page that hears it reads the new state itself. */
export type Topic = (typeof TOPICS)[number]
