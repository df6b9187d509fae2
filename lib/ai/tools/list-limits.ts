import { tool } from 'ai'
import { z } from 'zod'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { momentWords } from '@/lib/ledger/limit-words'
import { readLimits } from '@/lib/ledger/limits'

/** What the customer may move, a transfer and a day, and what is left of it today. */
export const listLimitsTool = (customerId: string, timeZone: string) =>
  tool({
    description: `Lists the customer's limits by currency: the most for one transfer and for one day, what was used today (what
waits for an approval included), what is left, and when the day renews.`,
    inputSchema: z.object({}),
    execute: async () => ({
      limits: (await readLimits(customerId)).map((limit) => ({
        ...limit,
        perTransferFormatted: formatMoney(limit.perTransfer, limit.currency),
        perDayFormatted: formatMoney(limit.perDay, limit.currency),
        usedTodayFormatted: formatMoney(limit.usedToday, limit.currency),
        leftFormatted: formatMoney(limit.left, limit.currency),
        renews: momentWords(limit.renewsAt, timeZone),
      })),
    }),
  })
