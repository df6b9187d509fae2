import type { Noun } from '../noun'

/** The one who answers, at the beginning of a sentence. */
export const theNoun = (noun: Noun): string => (noun === 'bank' ? 'Die Bank' : 'Der Tenant')
