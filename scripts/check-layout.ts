import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { posix } from 'node:path'

// Layout rules: what a reader may rely on, checked. A rule that is in the way is changed here, with a decision record.

const FILE_LINES_MAX = 300
const SOURCE = /\.(ts|tsx|js|mjs|css|sql|sh)$/
const GENERATED = /^(db\/migrations\/(meta|0000_)|next-env)/

interface Rule {
  applies: (file: string) => boolean
  /** What the file must not import: `@/` and the place in the project, or a package's name. */
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
    forbids: /^@\/(app|db|lib|scripts)\//,
    because: 'the tenant shares nothing with the party that asks it for approvals',
  },
  {
    applies: (file) => /^(app|lib|db)\//.test(file),
    forbids: /^@\/tenant\//,
    because: 'the app knows the tenant by its protocol only',
  },
  {
    applies: (file) => !/^(lib\/ai|lib\/auth0\/ai|app\/api\/chat|app\/\(chat\)|tests)\//.test(file),
    forbids: /^(ai|@ai-sdk\/.*)$/,
    because: 'the AI SDK stays where Aiya is, so that it can be replaced there',
  },
]

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => SOURCE.test(file) && !GENERATED.test(file))
const problems = files.flatMap((file) => problemsIn(file, readFileSync(file, 'utf8')))
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

function problemsIn(file: string, text: string): string[] {
  const problems: string[] = []
  const lines = text.split('\n').length
  if (lines > FILE_LINES_MAX) problems.push(`${file}: ${lines} lines, at most ${FILE_LINES_MAX}: what is it about?`)
  if (/(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(file))
    problems.push(`${file}: a file is named for the one thing it does`)
  if (/(^|\/)index\.tsx?$/.test(file)) problems.push(`${file}: no barrel files`)
  if (/\b(it|test|describe)\.(skip|only|todo|fixme)\b/.test(text)) problems.push(`${file}: a test that does not run`)
  if (writesMoney(file, text)) problems.push(`${file}: money is written by the ledger's functions alone`)
  for (const path of importsOf(file, text)) {
    for (const { applies, forbids, because } of IMPORT_RULES) {
      if (applies(file) && forbids.test(path)) problems.push(`${file}: must not import ${path}: ${because}`)
    }
  }
  return problems
}

/** All that the file imports, what it names by a relative path as if it were named from the project's root. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, path = '']) =>
    path.startsWith('.') ? `@/${posix.join(posix.dirname(file), path)}` : path,
  )
}

/** Outside the migrations no statement changes accounts, transfers or entries, and one file calls the posting. */
function writesMoney(file: string, text: string): boolean {
  if (!/^(app|lib|scripts)\//.test(file) || file === 'scripts/check-layout.ts') return false
  const statement = /\b(INSERT INTO|UPDATE|DELETE FROM)\s+(accounts|transfers|entries|daily_totals)\b/i.test(text)
  const throughDrizzle = /\.(insert|update|delete)\((accounts|transfers|entries|dailyTotals)\)/.test(text)
  const posting = text.includes('post_transfer(') && file !== 'lib/transfers/post-transfer.ts'
  return statement || throughDrizzle || posting
}
