import { cache } from 'react'

/** When the server began to make this page, in milliseconds: one moment for all that comes with one request. */
export const requestTime = cache(() => Date.now())
