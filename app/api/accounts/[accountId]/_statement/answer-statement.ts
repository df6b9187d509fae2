import { requireCustomer } from '@/lib/auth0/session/session'
import { readStatement, type Statement } from '@/lib/ledger/statements/read-statement'
import { parseStatementPeriod } from '@/lib/ledger/statements/statement-period'
import { answer } from '@/lib/platform/http/answer'
import { limitCustomer } from '@/lib/platform/http/rate-limit'
import { localDate } from '@/lib/platform/time/day-start'
import { timeZoneOf } from '@/lib/platform/time/time-zone'

interface Context {
  params: Promise<{ accountId: string }>
}

interface Kind {
  extension: 'csv' | 'pdf' | 'xml'
  type: string
  /** How many lines one file may have. */
  linesMax: number
  write: (statement: Statement, now: Date) => Iterable<string> | Promise<Buffer>
}

/** A handler for an account's statement as a file. Each counts as a write, because a long one is much work. */
export function answerStatement({ extension, type, linesMax, write }: Kind) {
  return answer(async (request: Request, { params }: Context) => {
    const customer = await requireCustomer(request)
    await limitCustomer(customer.id)
    const period = parseStatementPeriod(new URL(request.url).searchParams)
    const scope = { customerId: customer.id, accountId: (await params).accountId, timeZone: timeZoneOf(request) }
    const statement = await readStatement(scope, period, linesMax)
    const now = new Date()
    const written = write(statement, now)
    const name = `baink-${statement.number.slice(-4)}-${period.to ?? localDate(now, scope.timeZone)}.${extension}`
    return new Response(Symbol.iterator in written ? [...written].join('') : new Uint8Array(await written), {
      headers: {
        'Content-Type': type,
        'Content-Disposition': `attachment; filename="${name}"`,
        'Cache-Control': 'no-store',
      },
    })
  })
}
