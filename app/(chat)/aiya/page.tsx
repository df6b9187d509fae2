import type { Metadata } from 'next'
import { chosenModel } from '@/lib/ai/chosen-model'
import { NewChat } from '../_thread/new-chat'

export const metadata: Metadata = { title: 'Aiya' }

export default function NewChatPage() {
  return <NewChat modelLabel={chosenModel().label} />
}
