import type { Random } from './random'

/** Draws every card once before any comes again, in an order of chance. */
export class Deck {
  #left: string[] = []

  constructor(
    private readonly cards: readonly string[],
    private readonly random: Random,
  ) {}

  draw(): string {
    if (this.#left.length === 0) this.#left = [...this.cards]
    const [card = ''] = this.#left.splice(this.random.between(0, this.#left.length - 1), 1)
    return card
  }
}
