import type { Metadata } from 'next'
import { accounts, agentTransfers, chats, payees } from '@/app/_ui/first-reads'
import { MadeFor } from '@/app/_ui/made-for'
import { ReadAlready } from '@/app/_ui/read-already'
import { chosenModelLabel } from '@/lib/ai/model-label'
import { wordsAgain } from '@/lib/approvals/ask-again'
import { requirePageCustomer } from '@/lib/auth0/session/page-customer'
import { businesses } from '@/lib/platform/businesses'
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
      <ReadAlready answers={{ ...agentTransfers(id), ...accounts(id), ...payees(id) }} firstPages={chats(id)}>
        <NewChat customerId={id} modelLabel={chosenModelLabel()} hasOrders={businesses().length > 0} words={words} />
      </ReadAlready>
    </MadeFor>
  )
}
