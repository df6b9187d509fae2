import { z } from 'zod'

/** Room for every spelling with blanks; far less than would be worth parsing. */
const TYPED_CHARACTERS_MAX = 60

/** An account number as people type it: blanks and dashes between the digits are dropped. */
export const accountNumber = z
  .string()
  .max(TYPED_CHARACTERS_MAX, 'is too long for an account number')
  .transform((typed) => typed.replace(/[\s\u2010-\u2015-]/gu, ''))
  .refine((digits) => /^\d{6,34}$/.test(digits), 'must be an account number: digits, in full')
