import { Text, type TextProps, VisuallyHidden } from '@mantine/core'
import { useSpeech } from './spoken'

interface MoneyProps extends TextProps {
  /** A decimal string, such as `-25.00`. */
  amount: string
  currency: string
  /** Shows a plus sign before money that came in: before nothing there is none. */
  signed?: boolean
}

/** An amount for people, in digits of equal width. A screen reader says "minus $25.00" for a negative amount. */
export function Money({ amount, currency, signed = false, ...text }: MoneyProps) {
  const { words, say, money } = useSpeech()
  const shown = money(amount, currency)
  // The hidden text is positioned within this box; within the page's box it could lengthen a scroll box.
  return (
    <Text component="span" className="tabular" pos="relative" {...text}>
      {amount.startsWith('-') ? (
        <>
          <span aria-hidden>{shown}</span>
          <VisuallyHidden>{say(words.frame.money.minus, { money: money(amount.slice(1), currency) })}</VisuallyHidden>
        </>
      ) : (
        `${signed && /[1-9]/.test(amount) ? '+' : ''}${shown}`
      )}
    </Text>
  )
}
