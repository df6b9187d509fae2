import { checks, runStages, vitestStage } from './test-stages'

// npm run test:quick: what a commit must pass, in under two minutes on two cores. Needs no browser, tenant or built
// app.

const QUICK = ['app', 'ledger', 'platform/time', 'vectors'].map((room) => `tests/${room}/`)

await runStages([checks, vitestStage('Quick units', [...QUICK, 'tests/db/schema.test.ts', 'tests/env.test.ts'])])
