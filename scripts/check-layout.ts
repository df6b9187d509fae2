import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { isSource, layoutProblems } from './layout-rules'

// npm run check:layout: checks the rules of layout-rules.ts on every file that is committed or could be.

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter(isSource)
const problems = layoutProblems(new Map(files.map((file) => [file, readFileSync(file, 'utf8')])))
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
