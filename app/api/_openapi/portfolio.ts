import { z } from 'zod'
import { holding, trade, tradesPage } from '@/lib/auth0/ai/own-shares'
import { nextCursor } from '@/lib/platform/http/list-page'
import { type Operation, READ } from './operation'

export const portfolioOperations: Operation[] = [
  {
    id: 'readPortfolio',
    method: 'get',
    path: '/api/portfolio',
    tag: 'Shares',
    summary: 'What the customer holds at the brokerage, at the prices of now',
    description: 'Read there in the customer’s name, while their sign-in lives. `unavailable` where it cannot be.',
    trust: 'session',
    answers: { 200: { says: 'One for each share.', body: z.strictObject({ holdings: z.array(holding) }) } },
    problems: READ,
  },
  {
    id: 'listTrades',
    method: 'get',
    path: '/api/portfolio/trades',
    tag: 'Shares',
    summary: 'A page of the orders of shares that the brokerage has made for the customer, newest first',
    trust: 'session',
    query: tradesPage,
    answers: { 200: { says: 'The page.', body: z.strictObject({ trades: z.array(trade), nextCursor }) } },
    problems: READ,
  },
]
