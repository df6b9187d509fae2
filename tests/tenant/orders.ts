import { randomUUID } from 'node:crypto'
import { BROKERAGE, SHOP } from '../support/tenant/tenant'
import { transferDetail } from './ciba'

/** A purchase of shoes with the transfer that pays for it, as the shop names both. */
export function purchase(identifier = randomUUID(), order: object = {}, payment: object = {}) {
  const product = { id: 'running-shoes', name: 'Running shoes' }
  const priced = { qty: 2, unitPrice: '64.50', total: '129.00', currency: 'USD', merchant: SHOP.name }
  return [
    { type: 'product_order', identifier, product, ...priced, ...order },
    paymentOf(identifier, '129.00', SHOP.name, payment),
  ]
}

/** An order of shares at a limit, with the transfer that pays for it. */
export function shares(identifier = randomUUID(), order: object = {}, payment: object = {}) {
  const wanted = { ticker: 'ZEKO', side: 'buy', qty: 10, limitPrice: '4.80', currency: 'USD' }
  return [
    { type: 'stock_order', identifier, ...wanted, ...order },
    paymentOf(identifier, '47.10', BROKERAGE.name, payment),
  ]
}

/** A sale of shares, which nobody pays for in advance. */
export function sale(identifier = randomUUID()) {
  return shares(identifier, { side: 'sell' }).slice(0, 1)
}

function paymentOf(identifier: string, amount: string, payee: string, changes: object) {
  return transferDetail({
    identifier,
    instructedAmount: { currency: 'USD', amount },
    creditorAccount: { id: randomUUID(), name: payee, mask: '••0001' },
    creditorName: payee,
    remittanceInformationUnstructured: undefined,
    ...changes,
  })
}

/** How a request for an order at a business differs from one for a transfer. */
export function orderForm(details: object[], scope: string, audience: string): Record<string, string> {
  const message = 'Order 4711 at a business'
  return {
    authorization_details: JSON.stringify(details),
    scope: `openid ${scope}`,
    audience,
    binding_message: message,
  }
}
