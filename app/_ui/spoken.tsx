'use client'

import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, useContext, useEffect, useMemo } from 'react'
import type { Words } from '@/app/_words/dictionary'
import { type Speech, speechIn } from '@/app/_words/speech'
import type { Language } from '@/lib/platform/text/language'

const Said = createContext<Speech | null>(null)

interface SpokenProps {
  language: Language
  /** Those that what is within says, beside those that are around it. */
  words: Partial<Words>
  children: ReactNode
}

/** Gives the parts of a page their language and its sentences. */
export function Spoken({ language, words, children }: SpokenProps) {
  const around = useContext(Said)
  const speech = useMemo(() => speechIn(language, { ...around?.words, ...words } as Words), [around, language, words])
  return (
    <Said value={speech}>
      {around !== null && around.language !== language && <FrameAnew />}
      {children}
    </Said>
  )
}

/** Has the frame made anew: another tab has changed the language since it was made. */
function FrameAnew() {
  const router = useRouter()
  useEffect(() => router.refresh(), [router])
  return null
}

/** The language of this page, with its sentences. @throws Error where no page gives any */
export function useSpeech(): Speech {
  const speech = useContext(Said)
  if (!speech) throw new Error('a part of a page that stands within no <Says>')
  return speech
}

/** The sentences of this page alone. */
export function useWords(): Words {
  return useSpeech().words
}
