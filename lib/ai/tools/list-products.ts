import { tool } from 'ai'
import { z } from 'zod'
import { readAtBusiness } from '@/lib/ai/protected/at-business'
import { products } from '@/lib/ai/protected/purchase'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { told } from './told'

const DESCRIPTION = `Lists what the shop sells, with ids and prices. A product's id is what buyProduct takes. With "named", only
the products whose name holds these words; without it, all of them.`

const input = z.strictObject({ named: z.string().max(100).nullish().describe('words of a name, such as "shoes"') })

/** The shop's catalogue, which is open to everybody. */
export const listProductsTool = () =>
  tool({
    description: DESCRIPTION,
    inputSchema: input,
    execute: ({ named }) =>
      told(async () => {
        const all = (await readAtBusiness('shop', '/api/products', products)).products
        const shown = all.filter(({ name }) => wordsOf(named ?? '').every((word) => name.toLowerCase().includes(word)))
        return {
          products: shown.map((one) => ({ ...one, priceFormatted: formatMoney(one.price, one.currency) })),
        }
      }),
  })

/** The words, without the "s" of a plural. */
const wordsOf = (text: string) =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.replace(/s$/, ''))
