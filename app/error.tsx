'use client'

import { PageFailure } from '@/app/_ui/page-failure'

export default function PageError({ reset }: { error: Error; reset: () => void }) {
  return <PageFailure retry={reset} />
}
