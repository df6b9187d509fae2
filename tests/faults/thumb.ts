import { type PhoneRobot, phoneRobot } from '../support/phone/phone'
import type { EventLog } from './event-log'
import { pause } from './orders'
import type { Random } from './random'

const LOOK_MS = 300

type Answer = 'approve' | 'deny'

/** What the phone said to a tap (`approved`, `denied`, `expired` …), and when, in milliseconds since 1970. */
export interface Tap {
  said: string
  at: number
}

/** A customer's thumb that answers what it was told to, when the phone shows it, and nothing else. */
export class Thumb {
  readonly #plans = new Map<string, Answer>()
  readonly #answered = new Map<string, Tap>()
  #held = false
  #over = false

  private constructor(
    private readonly phone: PhoneRobot,
    private readonly random: Random,
    private readonly log: EventLog,
  ) {}

  static async open(
    { issuer, password }: { issuer: string; password: string },
    email: string,
    random: Random,
    log: EventLog,
  ): Promise<Thumb> {
    const thumb = new Thumb(await phoneRobot(`${issuer}/`, email, password), random, log)
    void thumb.#look()
    return thumb
  }

  /** What to do when a request appears on whose card these words stand, such as its memo. */
  plan(memo: string, answer: Answer): void {
    this.#plans.set(memo, answer)
  }

  /** The tap on the request with this memo that the phone has answered, or null. */
  answerTo(memo: string): Tap | null {
    return this.#answered.get(memo) ?? null
  }

  /** Leaves the phone in the pocket until `release`. */
  hold(): void {
    this.#held = true
  }

  release(): void {
    this.#held = false
  }

  close(): void {
    this.#over = true
  }

  async #look(): Promise<void> {
    while (!this.#over) {
      const cards = this.#held ? [] : await this.phone.pending().catch(() => [])
      for (const card of cards) {
        const [memo, answer] = [...this.#plans].find(([words]) => stands(words, card.text)) ?? []
        if (memo && answer) await this.#tap(memo, card.id, answer)
      }
      await pause(LOOK_MS)
    }
  }

  async #tap(memo: string, id: string, answer: Answer): Promise<void> {
    await pause(this.random.between(0, 1_000))
    // An answer that was lost on its way may have counted; only the phone's own word is believed.
    const said = await this.phone[answer](id).catch(() => null)
    if (!said) return
    this.#plans.delete(memo)
    this.#answered.set(memo, { said: said.code, at: Date.now() })
    this.log.note('tap', { memo, answer, said: said.code })
  }
}

/** Whether the words stand in the text as a whole: `wl1` does not stand in `wl12`. */
function stands(words: string, text: string): boolean {
  const at = text.indexOf(words)
  return at >= 0 && !/[\w.]/.test(text[at - 1] ?? '') && !/[\w.]/.test(text[at + words.length] ?? '')
}
