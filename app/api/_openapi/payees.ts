import { z } from 'zod'
import { approvalMark } from '@/lib/approvals/marks'
import { payeeOrder } from '@/lib/ledger/payees/add-payee'
import { payeeChange } from '@/lib/ledger/payees/change-payee'
import { holder, holderQuery } from '@/lib/ledger/payees/find-holder'
import { payee } from '@/lib/ledger/payees/list-payees'
import { BODY, type Operation, READ, WRITE } from './operation'

const saved = z.strictObject({ payee })
const looked = z.strictObject({ holder: holder.omit({ accountId: true }), payee: payee.nullable() })
const listed = payee.extend({
  marks: z.array(approvalMark).optional().describe('what the customer should look at twice'),
})

export const payeeOperations: Operation[] = [
  {
    id: 'listPayees',
    method: 'get',
    path: '/api/payees',
    tag: 'Payees',
    summary: "The customer's payees",
    trust: 'session',
    answers: {
      200: { says: 'In the order in which they were added.', body: z.strictObject({ payees: z.array(listed) }) },
    },
    problems: READ,
  },
  {
    id: 'addPayee',
    method: 'post',
    path: '/api/payees',
    tag: 'Payees',
    summary: 'Saves a payee by the full account number',
    description: "The holder's name comes back from the ledger. Agents have no way to add a payee.",
    trust: 'session',
    body: payeeOrder,
    answers: {
      200: { says: 'The account was saved before. The saved payee, unchanged.', body: saved },
      201: { says: 'A new payee.', body: saved },
    },
    problems: [...WRITE, ...BODY, 'account_not_found', 'conflict'],
  },
  {
    id: 'renamePayee',
    method: 'patch',
    path: '/api/payees/{payeeId}',
    tag: 'Payees',
    summary: 'Gives a payee another nickname, or none',
    trust: 'session',
    body: payeeChange,
    answers: { 200: { says: 'The payee as it is now.', body: saved } },
    problems: [...WRITE, ...BODY, 'not_found'],
  },
  {
    id: 'deletePayee',
    method: 'delete',
    path: '/api/payees/{payeeId}',
    tag: 'Payees',
    summary: 'Forgets a payee: nothing more is paid there',
    trust: 'session',
    answers: { 204: { says: 'The payee is gone.' } },
    problems: [...WRITE, 'not_found'],
  },
  {
    id: 'lookUpHolder',
    method: 'post',
    path: '/api/payees/lookup',
    tag: 'Payees',
    summary: 'The holder of an account, by its full number',
    description:
      'For showing the holder before a payee is saved. Counted as a write, so that numbers cannot be guessed.',
    trust: 'session',
    body: holderQuery,
    answers: { 200: { says: 'The holder, and the payee where the account is saved as one.', body: looked } },
    problems: [...WRITE, ...BODY, 'account_not_found', 'conflict'],
  },
]
