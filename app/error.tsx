'use client'

import { BareFrame } from '@/app/_ui/bare-frame'
import { PageFailure } from '@/app/_ui/page-failure'

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return (
    <BareFrame>
      <PageFailure retry={reset} />
    </BareFrame>
  )
}
