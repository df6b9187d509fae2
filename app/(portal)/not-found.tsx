import type { Metadata } from 'next'
import { NotFoundHere } from '@/app/_ui/not-found-here'
import { pageSpeech } from '@/app/_words/page-speech'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await pageSpeech()).words.frame.notFound.document }
}

export default function NotFound() {
  return <NotFoundHere />
}
