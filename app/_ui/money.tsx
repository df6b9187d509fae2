import { Text, type TextProps } from '@mantine/core'
import { formatMoney } from '@/lib/transfers/money'

interface MoneyProps extends TextProps {
  /** A decimal string, such as `-25.00`. */
  amount: string
  currency: string
  /** Shows a plus before money that came in. */
  signed?: boolean
}

/** An amount for people, in figures of equal width. */
export function Money({ amount, currency, signed = false, ...text }: MoneyProps) {
  const plus = signed && !amount.startsWith('-') ? '+' : ''
  return (
    <Text component="span" className="tabular" {...text}>
      {plus}
      {formatMoney(amount, currency)}
    </Text>
  )
}
