/** How much is measured. */
export interface Extent {
  customers: number
  /** How many clients post at once, one setting after the other, in rising order. */
  clients: number[]
  rounds: number
  /** How long one turn takes. */
  ms: number
  /** TPC-B's scale: 100,000 accounts each. */
  scale: number
  /** How many requests one turn sends to the agent route. */
  requests: number
  /** How often each page is opened in a browser, and how many approvals are asked for; 0 leaves both out. */
  pageRounds: number
  approvals: number
  /** How many pages are open at once, and how many transfers they hear of. */
  streams: number
  heard: number
}

/** Shows that everything runs; its ratios say nothing. */
export const QUICK: Extent = {
  customers: 4,
  clients: [2],
  rounds: 1,
  ms: 50,
  scale: 1,
  requests: 4,
  pageRounds: 0,
  approvals: 0,
  streams: 4,
  heard: 4,
}

const FULL = {
  customers: 256,
  clients: [1, 8, 32],
  rounds: 3,
  scale: 32,
  requests: 1000,
  pageRounds: 3,
  approvals: 20,
  streams: 200,
  heard: 400,
}
/** Two sources of accounts, three counts of clients, six contenders. */
const TURNS = 2 * FULL.clients.length * 6 * FULL.rounds

/** What takes about so many seconds beside its warm-ups; a turn of pgbench takes one second at least. */
export function fullExtent(seconds: number): Extent {
  return { ...FULL, ms: (seconds * 1000) / TURNS }
}
