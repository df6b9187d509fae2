import { headers } from 'next/headers'
import { cache } from 'react'
import { languageOf } from '@/lib/platform/text/language'
import { wordsOf } from './dictionary'
import { type Speech, speechIn } from './speech'

/** The speech of the page that is being made, with every sentence: for the server alone, and for titles of documents. */
export const pageSpeech = cache(async (): Promise<Speech> => {
  const language = languageOf({ headers: await headers() })
  return speechIn(language, wordsOf(language))
})
