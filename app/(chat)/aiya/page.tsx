import type { Metadata } from 'next'
import { chosenModel } from '@/lib/ai/chosen-model'
import { requirePageCustomer } from '@/lib/auth0/page-customer'
import { NewChat } from '../_thread/new-chat'

export const metadata: Metadata = { title: 'Aiya' }

export default async function NewChatPage() {
  await requirePageCustomer('/aiya')
  return <NewChat modelLabel={chosenModel().label} />
}
