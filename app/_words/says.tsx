import type { ReactNode } from 'react'
import { Spoken } from '@/app/_ui/spoken'
import type { Words } from './dictionary'
import { pageSpeech } from './page-speech'

interface SaysProps {
  /** The parts of the dictionary that what is within has words from, beside those that are around it. */
  parts: readonly (keyof Words)[]
  children: ReactNode
}

/** Gives what is within its sentences, in the language of the request and in no other. */
export async function Says({ parts, children }: SaysProps) {
  const { language, words } = await pageSpeech()
  const given = Object.fromEntries(parts.map((part) => [part, words[part]]))
  return (
    <Spoken language={language} words={given}>
      {children}
    </Spoken>
  )
}
