'use client'

import { useForm } from '@mantine/form'
import type { Account } from '@/lib/accounts/account'
import { MEMO_CHARACTERS_MAX } from '@/lib/text/limits'
import type { TransferValues } from './transfer-values'
import { readTypedAmount } from './typed-amount'

/** The form's values and what can be said about them before they are sent. The bank judges them again. */
export function useTransferForm(accounts: Account[], preferredFrom: string | null) {
  const active = accounts.filter(({ status }) => status === 'active')
  const from = active.find(({ id }) => id === preferredFrom) ?? active[0]
  return useForm<TransferValues>({
    initialValues: { from: from?.id ?? null, to: null, amount: '', memo: '' },
    validate: {
      from: (id) => (id ? null : 'Choose the account that pays'),
      to: (id) => (id ? null : 'Choose who receives it'),
      amount: (typed, { from }) => {
        const currency = accounts.find(({ id }) => id === from)?.currency
        if (typed.trim() === '') return 'Enter an amount'
        return currency && !readTypedAmount(typed, currency) ? 'Not an amount. Write it like 25 or 1,250.50' : null
      },
      memo: (text) => ([...text].length > MEMO_CHARACTERS_MAX ? `At most ${MEMO_CHARACTERS_MAX} characters` : null),
    },
  })
}
