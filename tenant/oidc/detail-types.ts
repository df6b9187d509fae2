import { z } from 'zod'
import { type Middleware, route } from '../http/route'
import { ConfirmationChange } from './confirmation-change'
import { ProductOrder, StockOrder } from './order-details'
import { PaymentInitiation } from './payment-initiation'
import { MANDATE_EXAMPLE, StandingMandate } from './standing-mandate'

export const DETAIL_TYPES_PATH = '/oauth/authorization-details-types'

/** The detail types that the tenant takes, each with a JSON Schema by which an agent can check its own detail. */
const TYPES = {
  payment_initiation: {
    version: '1',
    description:
      'One transfer, approved on the phone. An agent never composes it: the bank names it when it refuses an order with approval_required.',
    schema: z.toJSONSchema(PaymentInitiation, { io: 'input' }),
    examples: [
      {
        type: 'payment_initiation',
        identifier: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10',
        instructedAmount: { currency: 'USD', amount: '25.00' },
        debtorAccount: { id: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e11', name: 'Checking', mask: '••4321' },
        creditorAccount: { id: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e12', name: 'Savings', mask: '••8765' },
        creditorName: 'Alice Example',
      },
    ],
  },
  product_order: {
    version: '1',
    description:
      'A purchase as the shop priced it. It stands first, and the payment_initiation that pays its total second, under one identifier. The shop names both when it refuses an order with approval_required.',
    schema: z.toJSONSchema(ProductOrder, { io: 'input' }),
    examples: [
      {
        type: 'product_order',
        identifier: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10',
        product: { id: 'running-shoes', name: 'Running shoes' },
        qty: 2,
        unitPrice: '64.50',
        total: '129.00',
        currency: 'USD',
        merchant: 'bAInk Shop',
      },
    ],
  },
  stock_order: {
    version: '1',
    description:
      'An order of shares. For a buy it stands first, and the payment_initiation of at most qty times limitPrice second, under one identifier; a sale stands alone. The brokerage names it when it refuses an order with approval_required.',
    schema: z.toJSONSchema(StockOrder, { io: 'input' }),
    examples: [
      {
        type: 'stock_order',
        identifier: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10',
        ticker: 'ZEKO',
        side: 'buy',
        qty: 10,
        limitPrice: '4.80',
        currency: 'USD',
      },
    ],
  },
  confirmation_limit_change: {
    version: '1',
    description:
      'The amounts above which the bank’s portal asks this phone, and whether it asks before a first payment. No agent may ask for it.',
    schema: z.toJSONSchema(ConfirmationChange, { io: 'input' }),
    examples: [
      {
        type: 'confirmation_limit_change',
        identifier: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10',
        now: { askAbove: '100.00 USD', firstPayments: 'ask' },
        wanted: { askAbove: '500.00 USD', firstPayments: 'do not ask' },
      },
    ],
  },
  standing_mandate: {
    version: '1',
    description:
      'What an agent may move without asking the phone each time. The bank alone may ask for it; the constraints have the names of AP2 v0.2.',
    schema: z.toJSONSchema(StandingMandate, { io: 'input' }),
    examples: [MANDATE_EXAMPLE],
  },
}

/**
 * The document behind `authorization_details_types_metadata_endpoint` (draft-ietf-oauth-rar-metadata-remediation-00).
 */
export function detailTypesRoute(): Middleware {
  return route('GET', new RegExp(`^${DETAIL_TYPES_PATH}$`), (ctx) => {
    ctx.body = TYPES
  })
}
