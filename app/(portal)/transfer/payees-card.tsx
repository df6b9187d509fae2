'use client'

import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { AddPayeeForm } from './add-payee-form'
import { PayeeLine } from './payee-line'

interface PayeesCardProps {
  payees: Payee[]
  reload: () => void
  /** Whether the form for another one is open from the start. */
  isAdding: boolean
}

/** Whom the customer has saved, and the way to save another. */
export function PayeesCard({ payees, reload, isAdding }: PayeesCardProps) {
  const [adding, setAdding] = useState(isAdding)
  const [saved, setSaved] = useState<Payee | null>(null)
  // Once the form is closed the focus goes back to where it came from, and not to the top of the page.
  const [closed, setClosed] = useState(false)
  const close = (payee: Payee | null) => {
    setSaved(payee)
    setAdding(false)
    setClosed(true)
    if (payee) reload()
  }
  return (
    <Paper component="section" aria-labelledby="payees" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md">
        <Title order={2} id="payees" tabIndex={-1}>
          Payees
        </Title>
        {payees.length === 0 && !adding && (
          <Text c="dimmed" size="sm">
            Nobody yet. Save the account of somebody at this bank to pay them.
          </Text>
        )}
        <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
          {payees.map((payee) => (
            <PayeeLine key={payee.id} payee={payee} reload={reload} />
          ))}
        </Stack>
        <Text size="sm" aria-live="polite" hidden={!saved}>
          {saved && `${saved.name} ${saved.mask} is saved and can be paid.`}
        </Text>
        {adding ? (
          <AddPayeeForm done={close} />
        ) : (
          <Button
            autoFocus={closed}
            variant="default"
            leftSection={<IconUserPlus size={18} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            Add payee
          </Button>
        )}
      </Stack>
    </Paper>
  )
}
