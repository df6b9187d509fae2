import { z } from 'zod'

/** No book of ours holds a line outside these days. Postgres and XML read no year 0 and none after 9999. */
const [FIRST, LAST] = ['1900-01-01', '2999-12-31']

/** A day by which lines of the book are sought. One beyond all of them, such as `9999-12-31`, is the last that can be. */
export const dayOfBook = z.iso
  .date('must be a date like 2026-11-28')
  .overwrite((date) => [FIRST, date, LAST].sort()[1] ?? date)
