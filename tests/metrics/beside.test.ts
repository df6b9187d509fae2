import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Problem } from '@/lib/platform/http/problem'
import type { MetricsServer } from '@/lib/platform/telemetry/scrape-server'
import { serveBusinessMetrics } from '@/services/door/metrics'
import { serve } from '@/services/door/server'
import { readMetricsAddress } from '@/tenant/env'
import { freePort } from '@/tenant/postgres/free-port'
import { serveTenantMetrics, type TenantMetrics } from '@/tenant/process/metrics'

const HOST = '127.0.0.1'
let business: MetricsServer
let tenant: TenantMetrics
let origin: string
let server: ReturnType<typeof serve>
beforeAll(async () => {
  business = await serveBusinessMetrics({ host: HOST, port: 0 })
  tenant = await serveTenantMetrics({ host: HOST, port: 0 })
  origin = `http://${HOST}:${await freePort()}`
  server = serve(origin, [
    { method: 'GET', path: /^\/api\/orders$/, handle: async () => Response.json({ orders: [] }) },
    {
      method: 'GET',
      path: /^\/api\/products\/([\w-]+)$/,
      handle: async () => {
        throw new Problem('out_of_stock')
      },
    },
  ])
  await server.listen()
})
afterAll(() => Promise.all([business.close(), tenant.close(), server.close()]))

const scrape = ({ port }: { port: number }, path = '/metrics') => fetch(`http://${HOST}:${port}${path}`)

const statusUnder = (port: number, host: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    get({ host: HOST, port, path: '/metrics', headers: { Host: host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    }).on('error', reject)
  })

describe('numbers beside the bank’s', () => {
  test('a business counts what it was asked and how it refused, by words of its own', async () => {
    for (const path of ['/api/orders', '/api/orders?who=alice', '/api/products/alices-shoes', '/api/alice'])
      await fetch(`${origin}${path}`)
    const text = await (await scrape(business)).text()
    expect(text).toContain('baink_business_request_seconds_count{about="orders",status="2xx"} 2')
    expect(text).toContain('baink_business_request_seconds_count{about="products",status="4xx"} 1')
    expect(text).toContain('baink_business_request_seconds_count{about="other",status="4xx"} 1')
    expect(text).toContain('baink_business_refusals_total{code="out_of_stock"} 1')
    expect(text).not.toMatch(/alice/)
  })

  test('the tenant counts by the beginnings of its own paths, and its scrapes are none', async () => {
    for (const path of ['/phone/events', '/oauth/token', '/oauth/tokens-of-alice']) await fetch(`${origin}${path}`)
    await scrape(tenant)
    const text = await (await scrape(tenant)).text()
    expect(text).toContain('tenant_request_seconds_count{about="phone",status="4xx"} 1')
    expect(text).toContain('tenant_request_seconds_count{about="oauth/token",status="4xx"} 1')
    expect(text).not.toMatch(/alice/)
  })

  test.each([
    ['a business', () => business],
    ['the tenant', () => tenant],
  ])('of %s are at one address, and told to no page that borrows its name', async (_, of) => {
    expect((await scrape(of(), '/')).status).toBe(404)
    expect((await fetch(`http://${HOST}:${of().port}/metrics`, { method: 'POST' })).status).toBe(405)
    expect(await statusUnder(of().port, 'evil.example')).toBe(403)
    expect(await statusUnder(of().port, 'localhost')).toBe(200)
  })

  test('are off unless a port is named', () => {
    const settings = { TENANT_CLIENT_ID: 'x', METRICS_PORT: '9464' }
    expect(readMetricsAddress(settings as NodeJS.ProcessEnv & typeof settings)).toBeNull()
    expect(readMetricsAddress({ ...settings, TENANT_METRICS_PORT: '9465' } as unknown as NodeJS.ProcessEnv)).toEqual({
      host: HOST,
      port: 9465,
    })
  })
})
