import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'

// The promises of the project's pages: each link leads to an existing file and heading, and the README is short.

const README_WORDS_MAX = 900
/** The address in a link or picture. An address with parentheses of its own is written in angle brackets. */
const LINK = /\]\((?:<([^>]+)>|([^()\s]+))\)/g
const ELSEWHERE = /^[a-z][a-z+.-]*:/i

const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((page) => page && existsSync(page))
const problems = pages.flatMap((page) => [...deadLinksIn(page), ...wordsIn(page)])
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)

function deadLinksIn(page: string): string[] {
  const links = [...withoutCode(readFileSync(page, 'utf8')).matchAll(LINK)].map(
    ([, angled, plain]) => angled ?? plain ?? '',
  )
  return links
    .filter((link) => !ELSEWHERE.test(link) && !leadsSomewhere(page, link))
    .map((link) => `${page}: ${link} leads nowhere`)
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', heading] = link.split('#')
  const file = path === '' ? page : posix.join(posix.dirname(page), decodeURIComponent(path))
  if (!existsSync(file)) return false
  return heading === undefined || !file.endsWith('.md') || headingsOf(file).includes(heading)
}

/** The headings of a page as GitHub writes them in addresses. */
function headingsOf(page: string): string[] {
  const headings = [...withoutCode(readFileSync(page, 'utf8')).matchAll(/^#{1,6} +(.+)$/gm)]
  return headings.map(([, words = '']) =>
    words
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  )
}

function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code))
}

function wordsIn(page: string): string[] {
  if (page !== 'README.md') return []
  const words = readFileSync(page, 'utf8').split(/\s+/).filter(Boolean).length
  return words > README_WORDS_MAX ? [`${page}: ${words} words, at most ${README_WORDS_MAX}`] : []
}
