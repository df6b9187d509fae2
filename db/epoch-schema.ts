import { integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { instant } from './schema'

/**
 * The lives of this book: one from its making, and one more from each restore that was settled. What was issued in an
 * earlier life opens nothing in a later one (docs/decisions/058). Append-only.
 */
export const bookEpochs = pgTable('book_epochs', {
  number: integer('number').generatedAlwaysAsIdentity().primaryKey(),
  /** Numbers come again after a restore to before an earlier one; ids do not. */
  id: uuid('id').notNull().defaultRandom().unique(),
  beganAt: instant('began_at').notNull().defaultNow(),
  why: text('why', { enum: ['made', 'restored'] }).notNull(),
})
