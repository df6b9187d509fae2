import { z } from 'zod'
import { signedInDevice } from '@/lib/auth0/session/list-sessions'
import { TOPICS } from '@/lib/platform/events/topics'
import { type Operation, READ, WRITE } from './operation'

const sessions = { tag: 'Sessions', trust: 'session' } as const

export const sessionOperations: Operation[] = [
  {
    ...sessions,
    id: 'listSessions',
    method: 'get',
    path: '/api/sessions',
    summary: "The customer's sessions",
    answers: {
      200: { says: 'The asking session comes first.', body: z.strictObject({ sessions: z.array(signedInDevice) }) },
    },
    problems: READ,
  },
  {
    ...sessions,
    id: 'endOtherSessions',
    method: 'delete',
    path: '/api/sessions',
    summary: "Ends all of the customer's sessions but this one",
    answers: { 204: { says: 'They are signed out.' } },
    problems: WRITE,
  },
  {
    ...sessions,
    id: 'endSession',
    method: 'delete',
    path: '/api/sessions/{sessionId}',
    summary: "Ends one of the customer's sessions at once",
    answers: { 204: { says: 'It is signed out.' } },
    problems: [...WRITE, 'not_found'],
  },
  {
    ...sessions,
    id: 'hearEvents',
    method: 'get',
    path: '/api/events',
    summary: 'What changes for the customer, as server-sent events',
    description: `The events ${TOPICS.map((topic) => `\`${topic}\``).join(', ')}; the page that hears one reads the new state itself. It begins with all of them.`,
    isOpenedByAddress: true,
    answers: { 200: { says: 'The stream.', body: 'text/event-stream' } },
    problems: [...READ, 'rate_limited'],
  },
]
