import document from '@/docs/openapi.json'
import { answer } from '@/lib/platform/http/answer'

/** The API's description for programs (OpenAPI 3.1), made by `npm run docs:api`. People read it at /api-docs. */
export const GET = answer(async () => Response.json(document, { headers: { 'Cache-Control': 'public, max-age=300' } }))
