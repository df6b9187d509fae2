import type { Language } from '@/lib/platform/text/language'

/** What is said where a page could not be made, perhaps with its dictionary: the browser has these in both languages. */
export const PAGE_FAILURE: Record<Language, Record<'document' | 'title' | 'text' | 'tryAgain', string>> = {
  en: {
    document: 'Something went wrong · the bAInk',
    title: 'This page did not work',
    text: 'The fault is ours. Your money is where it was; if you were moving some, look at the statement before you send it again.',
    tryAgain: 'Try again',
  },
  de: {
    document: 'Ein Fehler ist aufgetreten · the bAInk',
    title: 'Diese Seite hat nicht funktioniert',
    text: 'Der Fehler liegt bei uns. Ihr Geld ist, wo es war. Falls Sie gerade überweisen wollten, prüfen Sie bitte den Kontoauszug, bevor Sie es erneut tun.',
    tryAgain: 'Erneut versuchen',
  },
}
