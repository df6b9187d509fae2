import { z } from 'zod'
import { visibleLine } from './visible-text'

/**
 * A text to search for, read as what it is sought in was kept: without what is pasted along unseen. Control characters are
 * refused: no text of ours has one, and Postgres fails on NUL.
 */
export function searchedText(charactersMax: number) {
  return z
    .string()
    .max(charactersMax, `must have at most ${charactersMax} characters`)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), 'must not contain control characters')
    .overwrite(visibleLine)
}
