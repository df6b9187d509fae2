import { env } from './env'

/** A business beside the bank: a resource server that its customers pay through the bank. */
export interface Business {
  kind: 'shop' | 'brokerage'
  /** Its origin. */
  url: string
  /** The audience of its tokens, which is also the address of its orders. */
  audience: string
  /** Its client at the tenant. */
  clientId: string
}

/** The ports of shop and brokerage where none is set. `npm start` tells the app the ports that it has started them on. */
export const DEFAULT_PORTS = { shop: 3001, brokerage: 3002 }

/** The businesses that this bank is started with. */
export function businesses(): Business[] {
  const { SHOP_PORT, SHOP_CLIENT_ID, BROKERAGE_PORT, BROKERAGE_CLIENT_ID } = env()
  return [...business('shop', SHOP_PORT, SHOP_CLIENT_ID), ...business('brokerage', BROKERAGE_PORT, BROKERAGE_CLIENT_ID)]
}

/** The subject of a business's own tokens, by which it is a customer of the bank. */
export const subjectOf = ({ clientId }: Pick<Business, 'clientId'>) => `${clientId}@clients`

/** Where the business on this port is reached: on this machine alone. */
export const businessUrl = (port: number) => `http://localhost:${port}`

function business(kind: Business['kind'], port: number = DEFAULT_PORTS[kind], clientId: string): Business[] {
  if (port === 0) return []
  const url = businessUrl(port)
  return [{ kind, url, audience: `${url}/api/orders`, clientId }]
}
