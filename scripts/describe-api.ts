import { readFileSync, writeFileSync } from 'node:fs'
import { apiDocument } from '@/app/api/_openapi/document'

// npm run docs:api: writes the API's description from the schemas that its routes use. With --check it only compares.

const FILE = 'docs/openapi.json'

const text = `${JSON.stringify(apiDocument(), null, 2)}\n`
if (!process.argv.includes('--check')) writeFileSync(FILE, text)
else if (readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is not what the routes' schemas say: npm run docs:api`)
  process.exitCode = 1
}
