import { expect, test } from 'vitest'
import { parseSettings } from '@/lib/platform/env'
import { requireDistinct } from '@/scripts/bank'

const APP = { APP_BASE_URL: 'http://localhost:3700', TENANT_PORT: '4700', SHOP_PORT: '3701', BROKERAGE_PORT: '3702' }

test.each([
  [{ TENANT_PORT: '3700' }, 'TENANT_PORT: names port 3700, as APP_BASE_URL does'],
  [{ SHOP_PORT: '3700' }, 'SHOP_PORT: names port 3700, as APP_BASE_URL does'],
  [{ BROKERAGE_PORT: '3701' }, 'BROKERAGE_PORT: names port 3701, as SHOP_PORT does'],
  [{ METRICS_PORT: '4700' }, 'METRICS_PORT: names port 4700, as TENANT_PORT does'],
  [{ APP_BASE_URL: 'http://localhost', SHOP_PORT: '80' }, 'SHOP_PORT: names port 80, as APP_BASE_URL does'],
  [{ LISTEN_ADDRESS: 'http://127.0.0.1:4700' }, 'TENANT_PORT: names port 4700, as LISTEN_ADDRESS does'],
])('two parts on one port are named: %o', (changes, line) => {
  expect(() => requireDistinct(parseSettings({ ...APP, ...changes }))).toThrow(line)
})

test.each([
  {},
  { SHOP_PORT: '0', BROKERAGE_PORT: '0' },
  { AUTH0_DOMAIN: 'x.auth0.com', AUTH0_CLIENT_ID: 'a', AUTH0_CLIENT_SECRET: 'b', TENANT_PORT: '3700' },
])('ports of their own, no part at all, and a tenant elsewhere are well: %o', (changes) => {
  expect(() => requireDistinct(parseSettings({ ...APP, ...changes }))).not.toThrow()
})
