import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { openEventStream } from '@/lib/platform/events/event-stream'
import type { BenchBank, BenchCustomer } from './bench-bank'
import { theBank } from './posters'

/** The least pause between two transfers: customers do not all act at once. */
const PAUSE_MS = 20
/** The first stream begins to listen, which tells all of them once more. */
const SETTLED_MS = 500
const KILOBYTE = 1_000

/** What open pages cost a process, and how long a new balance takes to one; without HTTP and without a browser. */
export interface Streams {
  open: number
  /** What the heap holds for each open stream, in thousands of bytes. */
  streamKb: number
  /** From the acknowledged transfer to the balance that was read because the stream told of it, in milliseconds. */
  balanceMsP50: number
  balanceMsP99: number
}

/** Opens `count` streams of as many customers, posts one transfer after the other, and reads each balance when it is told. */
export async function benchStreams(bank: BenchBank, count: number, transfers: number): Promise<Streams> {
  const customers = Array.from({ length: count }, (_, place) => bank.customers[place % bank.customers.length])
  const before = heapBytes()
  const pages = customers.flatMap((customer) => (customer ? [openPage(customer)] : []))
  await sleep(SETTLED_MS)
  const bytes = heapBytes() - before
  const poster = theBank(bank.url)
  const took: number[] = []
  for (let n = 0; n < transfers; n++) {
    const page = pages[n % pages.length]
    if (!page) break
    const { id, accounts } = page.customer
    const heard = page.next()
    await poster.post({ customer: id, from: accounts[n % 2] ?? '', to: accounts[(n + 1) % 2] ?? '' })
    const posted = performance.now()
    await heard
    await listAccounts(id)
    took.push(performance.now() - posted)
    await sleep(PAUSE_MS)
  }
  for (const { close } of pages) close()
  await poster.end()
  took.sort((a, b) => a - b)
  const share = (part: number) => Math.round((took[Math.floor(took.length * part)] ?? Number.NaN) * 10) / 10
  return {
    open: pages.length,
    streamKb: Math.round(bytes / pages.length / (KILOBYTE / 10)) / 10,
    balanceMsP50: share(0.5),
    balanceMsP99: share(0.99),
  }
}

/** One open page of a customer, which reads its stream. */
function openPage(customer: BenchCustomer) {
  const gone = new AbortController()
  let tell = () => {}
  const body = openEventStream(customer.id, gone.signal).body
  const reading = async () => {
    const reader = body?.getReader()
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) tell()
  }
  void reading()
  return {
    customer,
    /** Ends with the next event. */
    next: () =>
      new Promise<void>((resolve) => {
        tell = resolve
      }),
    close: () => gone.abort(),
  }
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
