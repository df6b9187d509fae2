import { errors } from 'oidc-provider'
import type { z } from 'zod'
import type { AuthorizationDetail } from './authorization-detail'
import { ConfirmationChange } from './confirmation-change'
import { disagreement, ProductOrder, StockOrder } from './order-details'
import { PaymentInitiation } from './payment-initiation'
import type { ProtectedApi } from './protected-apis'
import { StandingMandate } from './standing-mandate'

/** The detail types that a client may ask for. The bank's own client alone may ask for changes of the rules. */
export const detailTypesFor = (isBank: boolean): string[] => [
  ...['payment_initiation', 'product_order', 'stock_order'],
  ...(isBank ? ['confirmation_limit_change', 'standing_mandate'] : []),
]

/**
 * Reads the `authorization_details` of a backchannel request (RFC 9396 section 2), by the API that they are for: at the
 * bank one transfer, one change of when the phone is asked, or one mandate; at a shop or a brokerage the order and then the transfer
 * that pays for it, or a sale alone. The provider has already checked that the client may ask for the types.
 * @throws errors.InvalidAuthorizationDetails that names the member
 */
export function parseBankDetails(parameter: unknown, kind: ProtectedApi['kind']): AuthorizationDetail[] {
  const details = typeof parameter === 'string' ? parseJson(parameter) : undefined
  if (!Array.isArray(details)) throw refused('authorization_details must be an array')
  if (kind === 'bank') return [readAlone(details)]
  const order = readOrder(kind, details[0])
  if (order.type === 'stock_order' && order.side === 'sell') {
    if (details.length !== 1) throw refused('authorization_details of a sale must hold exactly one stock_order')
    return [order]
  }
  if (details.length !== 2) {
    throw refused(`authorization_details must hold exactly one ${order.type} and its payment_initiation`)
  }
  const payment = read(PaymentInitiation, details[1])
  const wrong = disagreement(order, payment)
  if (wrong !== undefined) throw refused(wrong)
  return [order, payment]
}

/** Details are taken where a customer's phone is asked, and nowhere else. */
export function refuseDetails(): never {
  throw new errors.InvalidAuthorizationDetails('authorization_details are taken at /bc-authorize only')
}

function readAlone(details: unknown[]): AuthorizationDetail {
  if (details.length !== 1) throw refused('authorization_details must hold exactly one payment_initiation')
  const { type } = typeIn(details[0])
  if (type === 'standing_mandate') return read(StandingMandate, details[0])
  return read(type === 'confirmation_limit_change' ? ConfirmationChange : PaymentInitiation, details[0])
}

function readOrder(kind: 'shop' | 'brokerage', detail: unknown): ProductOrder | StockOrder {
  return kind === 'shop' ? read(ProductOrder, detail) : read(StockOrder, detail)
}

function read<Shape extends z.ZodType>(shape: Shape, detail: unknown): z.output<Shape> {
  const parsed = shape.safeParse(detail)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw refused(`${issue?.path.join('.') || 'the detail'}: ${issue?.message ?? 'is not valid'}`)
}

function typeIn(detail: unknown): { type: unknown } {
  return { type: typeof detail === 'object' && detail !== null && 'type' in detail ? detail.type : undefined }
}

function refused(description: string): errors.InvalidAuthorizationDetails {
  return new errors.InvalidAuthorizationDetails(description)
}

function parseJson(parameter: string): unknown {
  try {
    return JSON.parse(parameter)
  } catch {
    return undefined
  }
}
