import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { chosenModel } from '@/lib/ai/chosen-model'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { NewChat } from '../_thread/new-chat'

export const metadata: Metadata = { title: 'Aiya' }

export default async function NewChatPage() {
  const { id } = await requirePageCustomer('/aiya')
  return (
    <MadeFor customerId={id}>
      <NewChat customerId={id} modelLabel={chosenModel().label} />
    </MadeFor>
  )
}
