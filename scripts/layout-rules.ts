import { posix } from 'node:path'
import { functionsCalledByName, positionalCalls } from './positional-calls'

// The layout rules, which a reader may rely on. A rule that is in the way is changed here, with a decision record.

const FILE_LINES_MAX = 300
const SOURCE = /\.(ts|tsx|js|mjs|css|sql|sh)$/
const GENERATED = /^(db\/migrations\/(meta|0000_)|next-env)/

/** Whether the rules apply to this file: source that people write. */
export function isSource(file: string): boolean {
  return SOURCE.test(file) && !GENERATED.test(file)
}

interface Rule {
  applies: (file: string) => boolean
  /** The forbidden imports: `@/` with a path in the project, or a package's name. */
  forbids: RegExp
  because: string
}

const IMPORT_RULES: Rule[] = [
  {
    applies: (file) => file.startsWith('lib/') || file.startsWith('db/'),
    forbids: /^@\/(app|tests|bench)\//,
    because: 'lib and db serve the app, they do not know it',
  },
  {
    applies: (file) => file.startsWith('tenant/'),
    forbids: /^@\/(?!tenant\/)/,
    because: 'the tenant shares nothing with the party that asks it for approvals',
  },
  {
    applies: (file) => /^(app|lib|db)\//.test(file),
    forbids: /^@\/tenant\//,
    because: 'the app knows the tenant by its protocol only',
  },
  {
    applies: (file) => file.startsWith('services/'),
    forbids:
      /^@\/(?!services\/|lib\/(platform\/|auth0\/token\/(agent-credential|spend-proof|verify-access-token)$|approvals\/(displayed|order-details|payment-initiation)$|ledger\/amounts\/money$))/,
    because: 'a business knows the bank by its protocol, and borrows how a token is proved and how money is spelt',
  },
  {
    applies: (file) => /^services\/(door|shop)\//.test(file),
    forbids: /^@\/services\/brokerage\//,
    because: 'the businesses share a door and know nothing of each other',
  },
  {
    applies: (file) => /^services\/(door|brokerage)\//.test(file),
    forbids: /^@\/services\/shop\//,
    because: 'the businesses share a door and know nothing of each other',
  },
  {
    applies: (file) => /^(app|lib|db|tenant|agent)\//.test(file),
    forbids: /^@\/services\//,
    because: 'bank and tenant know the businesses by their addresses only',
  },
  {
    applies: (file) => file.startsWith('agent/'),
    forbids: /^@\/(?!agent\/|lib\/(ai\/(model|has-words)|ledger\/amounts\/money)$)/,
    because:
      'the command line knows the bank by its MCP endpoint only, and borrows a model, what counts as its words, and the spelling of money',
  },
  {
    applies: (file) => file.startsWith('db/'),
    forbids: /^@\/(lib|scripts)\//,
    because: 'db is what all else stands on: it knows the tables and the SQL, no more',
  },
  {
    applies: (file) => !/^(agent|lib\/ai|lib\/auth0\/ai|app\/api\/chat|app\/\(chat\)|tests)\//.test(file),
    forbids: /^(ai|@ai-sdk\/.*)$/,
    because: 'the AI SDK stays where Aiya is, so that it can be replaced there',
  },
  {
    applies: (file) => file.startsWith('lib/') && !/^lib\/platform\/(shutdown|database\/client)\.ts$/.test(file),
    forbids: /^(node:)?timers\/promises$/,
    because: 'a wait ends when the process is told to stop (pause in lib/platform/shutdown.ts)',
  },
]

/**
 * The rooms of `lib`, and the rooms that each may import beside `db` and itself. Arrows run one way
 * (docs/decisions/035).
 */
const ROOMS: Record<string, string[]> = {
  platform: [],
  ledger: ['platform'],
  'offline-model': ['ledger', 'platform'],
  approvals: ['ledger', 'platform'],
  'auth0/session': ['ledger', 'platform'],
  'auth0/token': ['approvals', 'ledger', 'platform'],
  evidence: ['approvals', 'auth0/token', 'ledger', 'platform'],
  soundness: ['auth0/token', 'platform'],
  metrics: ['approvals', 'platform', 'soundness'],
  'ai/protected': ['approvals', 'ledger', 'platform'],
  'auth0/ai': ['ai/protected', 'approvals', 'auth0', 'auth0/token', 'ledger', 'platform', 'soundness'],
  mcp: ['ai/protected', 'approvals', 'auth0', 'auth0/ai', 'auth0/token', 'ledger', 'platform'],
  chats: ['ai/protected', 'approvals', 'auth0/ai', 'ledger', 'platform'],
  'conditional-orders': ['ai/protected', 'approvals', 'auth0/ai', 'ledger', 'platform'],
  export: ['approvals', 'auth0/session', 'chats', 'conditional-orders', 'ledger', 'platform', 'scheduled-transfers'],
  'scheduled-transfers': ['approvals', 'auth0/ai', 'ledger', 'platform'],
  ai: ['ai/protected', 'approvals', 'auth0/ai', 'chats', 'conditional-orders', 'ledger', 'offline-model', 'platform'],
}

/**
 * The room of a path in `lib`, such as `ledger` or `auth0/token`; undefined for a file that stands beside the rooms.
 */
function roomOf(path: string): string | undefined {
  // The one protected tool that keeps the name by which people look for it (docs/decisions/035).
  if (/^lib\/ai\/tools\/transfer-funds\b/.test(path)) return 'ai/protected'
  return /^lib\/(auth0(?:\/[^/]+)?|ai\/protected|[^/]+)\//.exec(path)?.[1]
}

interface TextRule {
  applies: (file: string) => boolean
  breaks: (text: string) => boolean
  because: string
}

const isPagePart = (file: string) => /^app\/(?!api\/)/.test(file)

const TEXT_RULES: TextRule[] = [
  {
    applies: (file) => isPagePart(file) && file !== 'app/_ui/bank-fetch.ts',
    breaks: (text) => /(?<![\w.])fetch\(|XMLHttpRequest|sendBeacon/.test(text),
    because: 'pages reach the bank by bankFetch, which names the customer that they were made for',
  },
  {
    applies: (file) => isPagePart(file) && !file.startsWith('app/_words/'),
    breaks: (text) =>
      (/new EventSource\(/.test(text) && !text.includes('withPageCustomer(')) ||
      (/\bdownload\b/.test(text) && !text.includes('useFileAddress(')),
    because: 'a request without headers names the page’s customer in its address (withPageCustomer, useFileAddress)',
  },
  {
    applies: (file) => isPagePart(file) && file.endsWith('page.tsx'),
    breaks: (text) => text.includes('requirePageCustomer') && !text.includes('<MadeFor'),
    because: 'a page names its customer, because the router may bring it to another customer’s page (MadeFor)',
  },
  {
    applies: (file) => isPagePart(file) && !/^app\/(_words\/|_welcome\/|.*(page|layout)\.tsx$)/.test(file),
    breaks: (text) => /^import (?!type )[^']*'@\/app\/_words\/(dictionary|en\/|de\/)/m.test(text),
    because: 'a part of a page gets its sentences from the server, in one language (useWords)',
  },
  {
    applies: (file) => file.startsWith('app/api/'),
    breaks: (text) =>
      /EventStream\(|MESSAGE_STREAM|MessageStreamResponse/.test(text) && !text.includes('endsWithSession('),
    because: 'a stream ends with the session that it was opened in (endsWithSession)',
  },
]

/** Files that may hold the ledger's SQL, and this file, which has to name the words that it looks for. */
const LEDGER = /^(db\/(functions|migrations)\/|scripts\/layout-rules\.ts$)/
const MONEY = '(accounts|transfers|entries|daily_totals)'
const WRITES = 'INSERT\\s+INTO|UPDATE|DELETE\\s+FROM|MERGE\\s+INTO|COPY'
/** Finds a table written as `accounts`, `public.accounts` or `"public"."accounts"`. */
const STATEMENT = new RegExp(`\\b(${WRITES})\\s+(ONLY\\s+)?("?public"?\\s*\\.\\s*)?"?${MONEY}\\b`, 'i')
/** One TRUNCATE may empty many tables. */
const EMPTYING = new RegExp(`\\bTRUNCATE\\b[\\w\\s,."]*\\b${MONEY}\\b`, 'i')
const THROUGH_DRIZZLE = /\.(insert|update|delete)\(\s*(\w+\.)?(accounts|transfers|entries|dailyTotals)\s*\)/
/**
 * The one file that may call each function that moves money. `function post_transfer(` is no call: rights name it so.
 */
const CALLERS: [call: RegExp, file: string][] = [
  [/(?<!\bfunction )\bpost_scheduled\s*\(/i, 'lib/scheduled-transfers/run-due.ts'],
  [/(?<!\bfunction )\bpost_transfer\s*\(/i, 'lib/ledger/post-transfer.ts'],
  [/(?<!\bfunction )\bpost_transfers\s*\(/i, 'lib/ledger/post-together.ts'],
  [/(?<!\bfunction )\bopen_account\s*\(/i, 'db/seed.ts'],
]

/** Every breach of the rules in `files` (path to text): one line for each, beginning with the file. */
export function layoutProblems(files: ReadonlyMap<string, string>): string[] {
  const ledgersOwn = [...files].filter(([file]) => file.startsWith('db/functions/')).map(([, text]) => text)
  const calledByName = functionsCalledByName(ledgersOwn)
  return [...files].flatMap(([file, text]) => problemsIn(file, text, calledByName))
}

function problemsIn(file: string, text: string, calledByName: string[]): string[] {
  const problems: string[] = []
  const lines = text.split('\n').length
  if (lines > FILE_LINES_MAX) problems.push(`${file}: ${lines} lines, at most ${FILE_LINES_MAX}: what is it about?`)
  if (/(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(file))
    problems.push(`${file}: a file is named for the one thing it does`)
  if (/(^|\/)index\.tsx?$/.test(file)) problems.push(`${file}: no barrel files`)
  if (/\b(it|test|describe)\.(skip|only|todo|fixme)\b/.test(text)) problems.push(`${file}: a test that does not run`)
  problems.push(
    ...TEXT_RULES.filter((rule) => rule.applies(file) && rule.breaks(text)).map((rule) => `${file}: ${rule.because}`),
  )
  if (writesMoney(file, text)) problems.push(`${file}: money is written by the ledger's functions alone`)
  for (const name of positionalCalls(text, calledByName))
    problems.push(`${file}: ${name}() is called with named arguments (p_id => …), so that no two can be swapped unseen`)
  for (const path of importsOf(file, text)) {
    for (const { applies, forbids, because } of IMPORT_RULES) {
      if (applies(file) && forbids.test(path)) problems.push(`${file}: must not import ${path}: ${because}`)
    }
    problems.push(...wrongRoom(file, path))
  }
  return problems
}

function wrongRoom(file: string, path: string): string[] {
  const [from, to] = [roomOf(file), path.startsWith('@/') ? roomOf(path.slice(2)) : undefined]
  if (!from || !to || from === to || !ROOMS[from] || ROOMS[from].includes(to)) return []
  return [`${file}: must not import ${path}: ${from} does not know ${to}`]
}

/** Everything that the file imports. Relative paths are written as from the project's root. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, path = '']) =>
    path.startsWith('.') ? `@/${posix.join(posix.dirname(file), path)}` : path,
  )
}

/**
 * Whether a file in app, lib, db, tenant, services or scripts, outside the ledger's SQL, holds a statement that writes to
 * accounts, transfers, entries or daily totals, or calls a function that only one other file may call. A statement put
 * together at run time is not found; the rights of the app's role stop such a statement.
 */
function writesMoney(file: string, text: string): boolean {
  if (!/^(app|lib|db|tenant|services|scripts)\//.test(file) || LEDGER.test(file)) return false
  return (
    [STATEMENT, EMPTYING, THROUGH_DRIZZLE].some((write) => write.test(text)) ||
    CALLERS.some(([call, caller]) => call.test(text) && file !== caller)
  )
}
