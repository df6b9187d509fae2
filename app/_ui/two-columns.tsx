import type { ComponentProps } from 'react'
import classes from './two-columns.module.css'

/** Two parts of a page beside each other, or one below the other where it is narrow. */
export function TwoColumns({ firstIsWider = false, ...props }: ComponentProps<'div'> & { firstIsWider?: boolean }) {
  return <div className={classes.columns} data-first-is-wider={firstIsWider || undefined} {...props} />
}
