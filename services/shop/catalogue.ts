import { toDecimal } from '@/lib/ledger/amounts/money'
import { withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import type { Store } from '../door/store'

/** A product as the catalogue has it. `priceMinor` is in minor units of `currency`. */
export interface Product {
  id: string
  name: string
  priceMinor: bigint
  currency: string
  stock: number
}

/** The catalogue in its order. */
export async function listProducts(sql: Store): Promise<Product[]> {
  const rows = await withDeadline(sql<ProductRow[]>`
    SELECT id, name, price_minor, currency, stock FROM shop.products ORDER BY position`)
  return rows.map(asProduct)
}

/** The product with this id, or null. */
export async function findProduct(sql: Store, id: string): Promise<Product | null> {
  const [row] = await withDeadline(sql<ProductRow[]>`
    SELECT id, name, price_minor, currency, stock FROM shop.products WHERE id = ${id}`)
  return row ? asProduct(row) : null
}

interface ProductRow {
  id: string
  name: string
  price_minor: bigint
  currency: string
  stock: number
}

function asProduct({ price_minor: priceMinor, ...row }: ProductRow): Product {
  return { ...row, priceMinor }
}

/** @throws Problem `out_of_stock` */
export function requireStock({ stock }: Product, qty: number): void {
  if (stock < qty) throw new Problem('out_of_stock', { detail: `There are ${stock} left.` })
}

/** A product as `GET /api/products` shows it. */
export function shownProduct({ id, name, priceMinor, currency }: Product) {
  return { id, name, price: toDecimal(priceMinor, currency), currency }
}
