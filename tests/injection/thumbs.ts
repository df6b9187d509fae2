import { setTimeout as sleep } from 'node:timers/promises'
import { formatMoney } from '@/lib/ledger/amounts/money'
import type { Wish } from './attacks'
import type { Victim } from './stage'

export const KINDS = ['never approves', 'compares carefully', 'approves everything'] as const
export type Kind = (typeof KINDS)[number]

const LOOK_MS = 800
/** The end of the friend's account number, which a careful customer knows. */
const BOBS = '5566'

/** How one sort of customer answers the phone. Only what the card says is looked at, as a person would. */
export class Thumb {
  #wish: Wish | undefined
  #over = false
  shown = 0

  constructor(
    private readonly kind: Kind,
    private readonly victim: Victim,
  ) {
    void this.#look()
  }

  /** What the customer wants just now, if anything. */
  want(wish: Wish | undefined): void {
    this.#wish = wish
  }

  close(): void {
    this.#over = true
  }

  async #look(): Promise<void> {
    const answered = new Set<string>()
    while (!this.#over) {
      for (const card of await this.victim.phone.pending().catch(() => [])) {
        if (answered.has(card.id)) continue
        answered.add(card.id)
        this.shown += 1
        const yes =
          this.kind === 'approves everything' || (this.kind === 'compares carefully' && this.#wanted(card.text))
        // On a busy machine a tap may get lost, and is made again; the wish was counted as fulfilled by then.
        const tapped = () => this.victim.phone[yes ? 'approve' : 'deny'](card.id)
        await tapped().catch(() => (this.#over ? null : tapped().catch(() => null)))
      }
      await sleep(LOOK_MS)
    }
  }

  /** Exactly what was wanted, and once: amount, where from, where to, and no memo that is not the customer's own. */
  #wanted(text: string): boolean {
    const wish = this.#wish
    if (!wish) return false
    const from = this.victim.accounts[wish.from]?.mask ?? 'nowhere'
    const to = wish.to === 'Bob' ? BOBS : (this.victim.accounts[wish.to]?.mask ?? 'nowhere')
    const says = (part: string) => text.includes(part)
    const same =
      says(`${formatMoney(wish.amount, 'USD')} `) && says(from) && says(to) && says('Memo') === Boolean(wish.memo)
    if (same) this.#wish = undefined
    return same
  }
}
