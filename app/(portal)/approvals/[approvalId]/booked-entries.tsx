import { Anchor, Text } from '@mantine/core'
import { ForeignText } from '@/app/_ui/foreign-text'
import { Money } from '@/app/_ui/money'
import { PageLink } from '@/app/_ui/page-link'
import { useSpeech } from '@/app/_ui/spoken'
import type { Approval } from '@/lib/approvals/approval'
import { paymentOf } from '@/lib/approvals/approved'
import type { BookedEntry } from '@/lib/evidence/audit/approval-history'
import classes from './timeline.module.css'

/** Both sides of the transfer, as they stand in the book. An own account leads to its statement. */
export function BookedEntries({ approval, entries }: { approval: Approval; entries: BookedEntry[] }) {
  const { words, rich } = useSpeech()
  const { anotherAccount, leaving } = words.approvals.steps
  const payment = paymentOf(approval)
  const parties = payment ? [payment.debtorAccount, payment.creditorAccount] : []
  return (
    <ul className={classes.entries}>
      {entries.map(({ accountId, amount, currency, balanceAfter }) => {
        const party = parties.find(({ id }) => id === accountId)
        const name = <ForeignText>{party ? `${party.name} ${party.mask}` : anotherAccount}</ForeignText>
        const booked = <Money amount={amount} currency={currency} signed size="sm" fw={600} />
        return (
          <Text component="li" size="sm" key={accountId}>
            {balanceAfter === null ? (
              <>
                {booked} {name}
              </>
            ) : (
              rich(leaving, {
                entry: (
                  <>
                    {booked}{' '}
                    <Anchor component={PageLink} href={`/accounts/${accountId}`} inherit>
                      {name}
                    </Anchor>
                  </>
                ),
                balance: <Money amount={balanceAfter} currency={currency} size="sm" c="dimmed" />,
              })
            )}
          </Text>
        )
      })}
    </ul>
  )
}
