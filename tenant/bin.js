#!/usr/bin/env node
// The package's command. Its sources are TypeScript, which Node reads by tsx.
import { register } from 'tsx/esm/api'

register()
await import('./alone/main.ts')
