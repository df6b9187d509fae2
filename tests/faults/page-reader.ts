import { type Answer, answerFrom } from './answers'
import { ANSWER_MS_MAX, type Customer } from './orders'
import type { Random } from './random'

const PAGES = ['accounts', 'payees', 'approvals', 'accounts/:id/transactions']

/** Reads what one of the portal's pages reads, and notes how it was answered. */
export async function readPage({ portal, accounts }: Customer, random: Random): Promise<Answer[]> {
  const answers: Answer[] = []
  const page = random.pick(PAGES)
  const path = `/api/${page.replace(':id', accounts[0]?.id ?? '')}`
  const read = () => portal.fetch(path, { signal: AbortSignal.timeout(ANSWER_MS_MAX) })
  await answerFrom(answers, page, read)
    .then((response) => response.arrayBuffer())
    .catch(() => {})
  return answers
}
