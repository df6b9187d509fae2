import type { UseFormReturnType } from '@mantine/form'
import type { ApiProblem } from '@/app/_ui/api'
import { memberWords } from '@/app/_ui/problem-words'
import type { Speech } from '@/app/_words/speech'
import { limitReached } from './limit-lines'
import { FIELD_OF, type TransferValues } from './transfer-values'

/** Brings the bank's refusal to the fields that it is about, and the focus to the first of them. */
export function placeErrors(form: UseFormReturnType<TransferValues>, problem: ApiProblem, speech: Speech): void {
  const errors = problem.errors.flatMap(({ member, message }) => {
    const field = FIELD_OF[member]
    return field ? [{ field, message: memberWords(message, speech.words) }] : []
  })
  if (problem.limit) errors.push({ field: 'amount', message: limitReached(problem.limit, speech) })
  for (const { field, message } of errors) form.setFieldError(field, message)
  // Too little money gets no error text: amount-field.tsx shows the balance, which may change while the refusal stands.
  const first = problem.code === 'insufficient_funds' ? 'amount' : errors[0]?.field
  if (first) form.getInputNode(first)?.focus({ preventScroll: true })
}
