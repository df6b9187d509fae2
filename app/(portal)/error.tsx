'use client'

import { PageFailure } from '@/app/_ui/page-failure'
import { useSpeech } from '@/app/_ui/spoken'

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return <PageFailure language={useSpeech().language} retry={reset} />
}
