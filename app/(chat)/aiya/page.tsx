import type { Metadata } from 'next'
import { MadeFor } from '@/app/_ui/made-for'
import { chosenModel } from '@/lib/ai/chosen-model'
import { wordsAgain } from '@/lib/approvals/ask-again'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { NewChat } from '../_thread/new-chat'

export const metadata: Metadata = { title: 'Aiya' }

interface Props {
  searchParams: Promise<{ again?: string | string[] }>
}

export default async function NewChatPage({ searchParams }: Props) {
  const { id } = await requirePageCustomer('/aiya')
  const { again } = await searchParams
  const words = typeof again === 'string' ? ((await wordsAgain(id, again)) ?? undefined) : undefined
  return (
    <MadeFor customerId={id}>
      <NewChat customerId={id} modelLabel={chosenModel().label} words={words} />
    </MadeFor>
  )
}
