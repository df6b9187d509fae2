import { z } from 'zod'
import { accountDigits } from './account-digits'

/** An account number as people type it, read as its digits. */
export const accountNumber = z.string().transform((typed, context) => {
  const digits = accountDigits(typed)
  if (digits !== null) return digits
  context.addIssue({ code: 'custom', message: 'must be an account number: digits, in full' })
  return z.NEVER
})
