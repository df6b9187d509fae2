import { wordsOf } from '@/app/_words/dictionary'
import { speechIn } from '@/app/_words/speech'

/** All that the portal says in English. */
export const ENGLISH = speechIn('en', wordsOf('en'))
