import type { Metadata } from 'next'
import { NotFoundHere } from '@/app/_ui/not-found-here'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return <NotFoundHere />
}
