import { Group, Paper, Text } from '@mantine/core'
import { Money } from '@/app/_ui/money'
import type { Account } from '@/lib/ledger/accounts/account'
import { sumDecimals } from './sum-decimals'
import classes from './totals.module.css'

/** The total of the accounts of each currency, less debts. Amounts of different currencies are never added. */
export function Totals({ accounts }: { accounts: Account[] }) {
  const currencies = [...new Set(accounts.map(({ currency }) => currency))]
  return (
    <Paper component="section" aria-label="Totals" radius="lg" p="lg" className={classes.totals}>
      <Group gap="0.75rem 3rem">
        {currencies.map((currency) => {
          const balances = accounts.filter((account) => account.currency === currency).map(({ balance }) => balance)
          return (
            <div key={currency}>
              <Text size="sm" className={classes.caption}>
                Total in {currency}
              </Text>
              <Money amount={sumDecimals(balances, currency)} currency={currency} fz="1.9rem" fw={650} lh={1.2} />
            </div>
          )
        })}
      </Group>
    </Paper>
  )
}
