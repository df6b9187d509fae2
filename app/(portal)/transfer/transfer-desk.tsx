'use client'

import { Stack } from '@mantine/core'
import { LoadFailure } from '@/app/_ui/load-failure'
import { PageFrame } from '@/app/_ui/page-frame'
import { useWords } from '@/app/_ui/spoken'
import { TwoColumns } from '@/app/_ui/two-columns'
import { useAccounts, usePayees } from '@/app/_ui/use-bank'
import type { OrderAgain } from '@/lib/approvals/ask-again'
import { NoAccounts } from '../accounts/no-accounts'
import { calledIn } from './called-in'
import { PayeesCard } from './payees-card'
import { ScheduledCard } from './scheduled-card'
import { TransferForm } from './transfer-form'
import { TransferSkeleton } from './transfer-skeleton'

interface TransferDeskProps {
  customerId: string
  subject: string
  /** The account that the customer came from. */
  fromAccountId: string | null
  /** Whether the customer came to save a payee. */
  addsPayee: boolean
  /** The order that the customer came to ask for once more. */
  again: OrderAgain | null
}

/** The form beside the payees. */
export function TransferDesk({ customerId, subject, fromAccountId, addsPayee, again }: TransferDeskProps) {
  const words = useWords()
  const { accounts, error: accountsError, reload: reloadAccounts } = useAccounts()
  const { payees, error: payeesError, reload: reloadPayees } = usePayees()
  const error = (!accounts && accountsError) || (!payees && payeesError)
  const retry = () => {
    reloadAccounts()
    reloadPayees()
  }
  return (
    <PageFrame title={words.transfer.title} lead={words.transfer.lead}>
      {error ? <LoadFailure error={error} retry={retry} /> : (!accounts || !payees) && <TransferSkeleton />}
      {accounts?.length === 0 && payees && <NoAccounts subject={subject} />}
      {accounts && accounts.length > 0 && payees && (
        <TwoColumns firstIsWider>
          <TransferForm
            customerId={customerId}
            accounts={accounts}
            payees={payees}
            preferredFrom={fromAccountId}
            again={again}
          />
          <Stack gap="lg">
            <PayeesCard payees={payees} reload={reloadPayees} isAdding={addsPayee} />
            <ScheduledCard nameOf={(id) => calledIn(id, accounts, payees, words)} />
          </Stack>
        </TwoColumns>
      )}
    </PageFrame>
  )
}
