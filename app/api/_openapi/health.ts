import { z } from 'zod'
import { health } from '@/lib/soundness/health'
import { OPEN, type Operation } from './operation'

const well = { says: 'All parts are well.', body: health }
const ill = {
  says: 'The state of the worst part is the state of the whole.',
  body: health,
  headers: { 'Retry-After': 'seconds' },
}
const open = { tag: 'Health', method: 'get', trust: 'anybody' } as const

export const healthOperations: Operation[] = [
  {
    ...open,
    id: 'readHealth',
    path: '/api/health',
    summary: 'Whether the database takes writes, the tenant answers, and nothing is known to be wrong',
    answers: { 200: well, 503: ill },
    problems: [],
  },
  {
    ...open,
    id: 'isLive',
    path: '/api/health/live',
    summary: 'Whether this process answers',
    answers: {
      200: {
        says: 'It does.',
        body: z.strictObject({
          status: z.literal('ok'),
          instance: z.string().optional().describe('the name that the start gave the process'),
        }),
      },
    },
    problems: [],
  },
  {
    ...open,
    id: 'isReady',
    path: '/api/health/ready',
    summary: 'Whether this process can serve the portal',
    description: 'The tenant is not needed for that.',
    answers: { 200: well, 503: ill },
    problems: [],
  },
  {
    ...open,
    id: 'describeApi',
    path: '/api/openapi.json',
    tag: 'Description',
    summary: 'This document',
    answers: { 200: { says: 'OpenAPI 3.1.', body: z.looseObject({ openapi: z.string() }) } },
    problems: OPEN,
  },
]
