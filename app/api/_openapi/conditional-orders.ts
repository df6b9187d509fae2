import { z } from 'zod'
import { conditionalOrder, conditionalWish } from '@/lib/conditional-orders/conditional-order'
import { BODY, type Operation, READ, WRITE } from './operation'

const one = z.strictObject({ conditionalOrder })
const section = { tag: 'Conditional orders', trust: 'session' } as const

export const conditionalOperations: Operation[] = [
  {
    ...section,
    id: 'listConditionalOrders',
    method: 'get',
    path: '/api/conditional-orders',
    summary: 'Orders of shares that wait, or have waited, for a price',
    answers: { 200: { says: 'Newest first.', body: z.strictObject({ conditionalOrders: z.array(conditionalOrder) }) } },
    problems: READ,
  },
  {
    ...section,
    id: 'placeConditionalOrder',
    method: 'post',
    path: '/api/conditional-orders',
    summary: 'Keeps an order of shares until its price is there',
    description:
      'Nothing is held. When the price is there the phone is asked, once; an order at the price then needs the yes there.',
    body: conditionalWish,
    answers: { 201: { says: 'It waits, for thirty days at most.', body: one } },
    problems: [...WRITE, ...BODY, 'not_found', 'too_many_approvals'],
  },
  {
    ...section,
    id: 'withdrawConditionalOrder',
    method: 'delete',
    path: '/api/conditional-orders/{orderId}',
    summary: 'Withdraws a conditional order, and what the phone is being asked because of it',
    answers: { 200: { says: 'It is cancelled.', body: one } },
    problems: [...WRITE, 'not_found', 'conflict'],
  },
]
