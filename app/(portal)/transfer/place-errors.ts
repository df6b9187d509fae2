import type { UseFormReturnType } from '@mantine/form'
import type { ApiProblem } from '@/app/_ui/api'
import { limitWords } from '@/lib/ledger/limit-words'
import { FIELD_OF, type TransferValues } from './transfer-values'

/** Brings the bank's refusal to the fields that it is about, and the focus to the first of them. */
export function placeErrors(form: UseFormReturnType<TransferValues>, problem: ApiProblem): void {
  const errors = problem.errors.flatMap(({ member, message }) => {
    const field = FIELD_OF[member]
    return field ? [{ field, message }] : []
  })
  if (problem.limit) errors.push({ field: 'amount', message: limitWords(problem.limit, undefined) })
  for (const { field, message } of errors) form.setFieldError(field, message)
  // Too little money gets no error text: amount-field.tsx shows the balance, which may change while the refusal stands.
  const first = problem.code === 'insufficient_funds' ? 'amount' : errors[0]?.field
  if (first) form.getInputNode(first)?.focus({ preventScroll: true })
}
