'use client'

import { BareFrame } from '@/app/_ui/bare-frame'
import { PageFailure } from '@/app/_ui/page-failure'
import { useSpeech } from '@/app/_ui/spoken'

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <BareFrame>
      <PageFailure language={useSpeech().language} retry={reset} />
    </BareFrame>
  )
}
