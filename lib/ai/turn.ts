import type { Tool, ToolExecutionOptions } from 'ai'
import { refusedOutcome, type TransferOutcome } from '@/lib/approvals/outcome'

/** Refusals caused by the model's arguments: it may try again with better ones. */
const MENDABLE = ['invalid_request', 'account_not_found', 'currency_mismatch', 'same_account', 'not_found']

/**
 * One answer of Aiya. It asks for its transfers one after the other, even if the model calls for them in parallel, and
 * for none after the bank or the customer has refused one: after a no the phone must not ring at once for the next.
 */
export class Turn {
  #last: Promise<unknown> = Promise.resolve()
  #stopped = false
  #deniedByCustomer = false
  #moved = false

  /** Whether money has moved by a transfer of this answer while it ran. */
  get moved(): boolean {
    return this.#moved
  }

  /** Whether the customer has denied or cancelled a transfer of this answer: then Aiya may only talk. */
  get deniedByCustomer(): boolean {
    return this.#deniedByCustomer
  }

  /** Notes what became of a transfer: at once, or while the answer still runs. */
  note({ status, code }: TransferOutcome): void {
    if (status === 'posted') this.#moved = true
    if (status === 'denied' || status === 'cancelled') this.#deniedByCustomer = true
    if (status === 'pending' || status === 'posted' || (code && MENDABLE.includes(code))) return
    this.#stopped = true
  }

  /** Runs the tool's calls in this answer one after the other, and refuses those that come after a no. */
  oneByOne<Input>(tool: Tool<Input, TransferOutcome>): Tool<Input, TransferOutcome> {
    const execute = (args: Input, options: ToolExecutionOptions): Promise<TransferOutcome> => {
      const next = this.#last.then(() => this.#attempt(tool, args, options))
      this.#last = next.catch(() => {})
      return next
    }
    return { ...tool, execute } as Tool<Input, TransferOutcome>
  }

  async #attempt<Input>(
    tool: Tool<Input, TransferOutcome>,
    args: Input,
    options: ToolExecutionOptions,
  ): Promise<TransferOutcome> {
    if (this.#stopped) return refusedOutcome('turn_stopped')
    const outcome = (await tool.execute?.(args, options)) as TransferOutcome
    this.note(outcome)
    return outcome
  }
}
