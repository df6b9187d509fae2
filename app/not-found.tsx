import type { Metadata } from 'next'
import { BareFrame } from '@/app/_ui/bare-frame'
import { NotFoundHere } from '@/app/_ui/not-found-here'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <BareFrame>
      <NotFoundHere />
    </BareFrame>
  )
}
