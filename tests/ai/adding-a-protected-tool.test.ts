import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { protectedTools } from '@/lib/ai/protected/protected-tools'
import { approvedDetail } from '@/lib/approvals/approved-detail'
import { detailTypesFor } from '@/tenant/oidc/bank-detail'

// Follows docs/adding-a-protected-tool.md row by row, for each tool there is.

const page = readFileSync('docs/adding-a-protected-tool.md', 'utf8')
const steps = [...page.matchAll(/^\| (\d+) \| (.*?) \| `(.*?)`/gm)].map(([, number, files = '', text = '']) => ({
  step: Number(number),
  files: [...files.matchAll(/\]\(\.\.\/(.*?)\)/g)].map(([, file = '']) => file),
  text,
}))

test('the page has its ten steps', () => {
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

describe.each(protectedTools.map((tool) => ({ ...tool, tool })))('$name', ({ type, scope, name, tool }) => {
  test.each(steps)('step $step: $text', ({ files, text }) => {
    const wanted = text.replaceAll('TYPE', type).replaceAll('SCOPE', scope).replaceAll('NAME', name)
    const found = files.filter((file) => readFileSync(join(process.cwd(), file), 'utf8').includes(wanted))
    expect(found, `${wanted} in ${files.join(' or ')}`).not.toEqual([])
  })

  test('is one that the bank can read again, the tenant takes, and a person can be told of', () => {
    expect(approvedDetail.options.map((option) => option.shape.type.value)).toContain(type)
    expect(detailTypesFor(false)).toContain(type)
    expect(tool.description.length).toBeGreaterThan(50)
    for (const word of [tool.words.thing, tool.scope]) expect(word).toMatch(/^[a-z:]+$/)
  })
})
