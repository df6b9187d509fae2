import { Box, Group, Paper, Text } from '@mantine/core'
import { Money } from '@/app/_ui/money'
import { useSpeech } from '@/app/_ui/spoken'
import type { Account } from '@/lib/ledger/accounts/account'
import type { NetPosition } from '@/lib/ledger/accounts/net-positions'
import { signedMinor, toDecimal } from '@/lib/ledger/amounts/money'
import { PositionLine } from './position-line'
import { sumDecimals } from './sum-decimals'
import classes from './totals.module.css'

interface TotalsProps {
  accounts: Account[]
  /** How it was on the last days; undefined while it is not known. */
  netPositions: NetPosition[] | undefined
}

/** The total of the accounts of each currency, less debts. Amounts of different currencies are never added. */
export function Totals({ accounts, netPositions }: TotalsProps) {
  const { words, say, rich } = useSpeech()
  const { totals } = words.accounts
  const currencies = [...new Set(accounts.map(({ currency }) => currency))]
  return (
    <Paper component="section" aria-label={totals.title} radius="lg" p="lg" className={classes.totals}>
      <Group gap="1.5rem 3rem" align="stretch">
        {currencies.map((currency) => {
          const balances = accounts.filter((account) => account.currency === currency).map(({ balance }) => balance)
          const total = sumDecimals(balances, currency)
          const before = netPositions?.find((position) => position.currency === currency)?.amounts.slice(0, -1) ?? []
          return (
            <Box key={currency} className={classes.currency}>
              <Text size="sm" className={classes.caption}>
                {say(totals.total, { currency })}
              </Text>
              <Money amount={total} currency={currency} fz="1.9rem" fw={650} lh={1.2} />
              {before[0] !== undefined && (
                <>
                  <Text size="sm" className={classes.caption} mb="xs">
                    {rich(totals.change, {
                      change: (
                        <Money amount={difference(total, before[0], currency)} currency={currency} signed inherit />
                      ),
                      count: before.length,
                    })}
                  </Text>
                  <PositionLine currency={currency} amounts={[...before, total]} />
                </>
              )}
            </Box>
          )
        })}
      </Group>
    </Paper>
  )
}

function difference(now: string, before: string, currency: string): string {
  return toDecimal(signedMinor(now, currency) - signedMinor(before, currency), currency)
}
