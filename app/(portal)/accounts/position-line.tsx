import { useSpeech } from '@/app/_ui/spoken'
import { signedMinor } from '@/lib/ledger/amounts/money'
import classes from './position-line.module.css'

const HEIGHT = 100

interface PositionLineProps {
  currency: string
  /** One for each day, the last today's: at least two. */
  amounts: string[]
}

/** The net position of the last days as a line, with its words for whoever does not see it; nothing where it stayed the same. */
export function PositionLine({ currency, amounts }: PositionLineProps) {
  const { words, say, money } = useSpeech()
  const minors = amounts.map((amount) => signedMinor(amount, currency))
  const [least, most] = [minors.reduce(lesser), minors.reduce(greater)]
  if (most === least) return null
  const heightOf = (minor: bigint) => HEIGHT - (Number(minor - least) / Number(most - least)) * HEIGHT
  const points = minors.map((minor, day) => `${day},${heightOf(minor).toFixed(1)}`).join(' ')
  const last = amounts.length - 1
  const shown = (minor: bigint | undefined) => money(amounts[minors.indexOf(minor ?? 0n)] ?? '', currency)
  const label = say(words.accounts.totals.line, {
    days: last,
    currency,
    first: shown(minors[0]),
    last: shown(minors[last]),
    least: shown(least),
    most: shown(most),
  })
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 -4 ${last} ${HEIGHT + 8}`}
      preserveAspectRatio="none"
      className={classes.line}
    >
      <polygon points={`0,${HEIGHT + 4} ${points} ${last},${HEIGHT + 4}`} className={classes.ground} />
      <polyline points={points} className={classes.stroke} />
    </svg>
  )
}

const lesser = (one: bigint, other: bigint) => (one < other ? one : other)
const greater = (one: bigint, other: bigint) => (one > other ? one : other)
