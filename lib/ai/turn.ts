import type { Tool, ToolExecutionOptions } from 'ai'
import { refusedOutcome, type TransferOutcome } from '@/lib/approvals/outcome'

/**
 * One answer of Aiya. Its transfers are made one after the other, however the model calls for them, and the first one
 * that is not made is the last: a customer who says no on the phone is not asked the next thing in the same breath.
 */
export class Turn {
  #last: Promise<unknown> = Promise.resolve()
  #stopped = false

  /** Whether a transfer of this turn has not been made, so far as is known. */
  get stopped(): boolean {
    return this.#stopped
  }

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
    this.#stopped = true
    const outcome = (await tool.execute?.(args, options)) as TransferOutcome
    this.#stopped = outcome.status !== 'posted'
    return outcome
  }
}
