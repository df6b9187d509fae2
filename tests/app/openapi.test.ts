import { readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { apiDocument } from '@/app/api/_openapi/document'
import { describedOperations, spelt } from '../support/bank/api-description'
import { apiRoutes } from '../support/bank/api-routes'

const FILE = new URL('../../docs/openapi.json', import.meta.url)

test('the checked-in document is what the schemas say', () => {
  expect(readFileSync(FILE, 'utf8')).toBe(`${JSON.stringify(apiDocument(), null, 2)}\n`)
})

test('every handler has its operation in the document, and the reverse', async () => {
  const handlers = (await apiRoutes())
    // It answers for what is not there.
    .filter(({ path }) => path !== '/api/[...path]')
    .map(({ method, path }) => `${method} ${spelt(path)}`)
  expect(describedOperations().sort()).toEqual(handlers.sort())
})

test('every reference leads to something, and every name is used once', () => {
  const document = apiDocument()
  const text = JSON.stringify(document)
  const references = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) => path))
  const at = (path: string) =>
    path.split('/').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document)
  expect([...references].filter((path) => at(path) === undefined)).toEqual([])
  const ids = [...text.matchAll(/"operationId":"(\w+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('the document is OpenAPI 3.1 by the specification’s own schema', async () => {
  const validator = new Validator()
  expect(await validator.validate(structuredClone(apiDocument()))).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  const wrong = { ...structuredClone(apiDocument()), paths: { '/api/health': { get: { responses: 'none' } } } }
  expect(await new Validator().validate(wrong)).toMatchObject({ valid: false })
})
