'use client'

import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { loadedLater } from '@/app/_ui/loaded-later'
import { useSpeech } from '@/app/_ui/spoken'
import type { Payee } from '@/lib/ledger/payees/list-payees'
import { PayeeLine } from './payee-line'

const AddPayeeForm = loadedLater(() => import('./add-payee-form').then((loaded) => loaded.AddPayeeForm))

interface PayeesCardProps {
  payees: Payee[]
  reload: () => void
  /** Whether the form for another one is open from the start. */
  isAdding: boolean
}

/** Whom the customer has saved, and the way to save another. */
export function PayeesCard({ payees, reload, isAdding }: PayeesCardProps) {
  const { words, say } = useSpeech()
  const { payees: said } = words.transfer
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
          {said.title}
        </Title>
        {payees.length === 0 && !adding && (
          <Text c="dimmed" size="sm">
            {said.none}
          </Text>
        )}
        <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
          {payees.map((payee) => (
            <PayeeLine key={payee.id} payee={payee} reload={reload} />
          ))}
        </Stack>
        <Text size="sm" aria-live="polite" hidden={!saved}>
          {saved && say(said.saved, { name: `${saved.name} ${saved.mask}` })}
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
            {words.frame.actions.addPayee}
          </Button>
        )}
      </Stack>
    </Paper>
  )
}
