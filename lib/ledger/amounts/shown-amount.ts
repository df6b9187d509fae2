import { z } from 'zod'

// Money as the API shows it: a decimal string beside its currency.

export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('ISO 4217')
export const decimalAmount = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('a decimal string with all decimals of its currency, such as "25.00"')
