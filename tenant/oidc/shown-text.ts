import { z } from 'zod'
import { printable, refusedIn } from '../assets/printable.js'

/**
 * A text that can be shown, kept byte for byte, because a device signs its bytes. Half a surrogate pair has no
 * canonical form (RFC 8785 section 3.2.2.2), and Postgres text cannot hold U+0000.
 * @param max in code points, so that most emoji count as one
 */
export const text = (max: number) =>
  z
    .string()
    .superRefine((value, context) => {
      const refused = refusedIn(value)
      if (refused) context.addIssue({ code: 'custom', message: `must not hold ${refused}` })
      else if ([...value].length > max) context.addIssue({ code: 'custom', message: `must be 1 to ${max} characters` })
      else if (printable(value) === '') context.addIssue({ code: 'custom', message: 'must not be blank' })
    })
    // The part of the rule that the schema for agents can express (detail-types.ts).
    .meta({ minLength: 1, maxLength: max })
