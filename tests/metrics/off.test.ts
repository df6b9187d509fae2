import { describe, expect, test } from 'vitest'
import { spawnScript } from '../support/run-script'

/** A bank that needs to reach nothing to boot. */
const ENV = {
  LOG_LEVEL: 'warn',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  AUTH0_DOMAIN: 'http://localhost:1',
  AUTH0_CLIENT_ID: 'none',
  AUTH0_CLIENT_SECRET: 'none',
  AUTH0_SECRET: 'tests-only-tests-only-tests-only-tests',
}

/**
 * Boots the app's code, waits until all is on that is asked for, writes a line into the log inside a span, and says on what the
 * process listened and which libraries it has loaded.
 */
const BOOT = `
  import Module from 'node:module'
  import net from 'node:net'
  import { setTimeout as sleep } from 'node:timers/promises'
  const listened = []
  const { listen } = net.Server.prototype
  net.Server.prototype.listen = function (...args) {
    listened.push(args.slice(0, 2))
    return listen.apply(this, args)
  }
  const { boot } = await import('./lib/boot.ts')
  const { log } = await import('./lib/platform/log.ts')
  const { inSpan } = await import('./lib/platform/telemetry/tracing.ts')
  boot()
  const { METRICS_PORT, OTEL_EXPORTER_OTLP_ENDPOINT } = process.env
  const isOn = () => (!METRICS_PORT || listened.length > 0) && (!OTEL_EXPORTER_OTLP_ENDPOINT || globalThis.bainkTracing)
  do await sleep(20)
  while (!isOn())
  await inSpan('a test', async () => log.warn('a line'))
  const files = Object.keys(Module._cache).join(' ')
  const libraries = ['prom-client', '@opentelemetry/sdk-trace-base', '@opentelemetry/exporter-trace-otlp-http']
  const loaded = libraries.filter((name) => files.includes('/node_modules/' + name + '/'))
  console.log(JSON.stringify({ listened, loaded }))
  process.exit(0)`

async function booted(env: Record<string, string>): Promise<{ said: unknown; line: Record<string, unknown> }> {
  const { stdout, stderr } = await spawnScript(['--input-type=module', '-e', BOOT], { ...ENV, ...env })
  const lines = stdout.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []))
  return { said: lines.find((line) => 'loaded' in line) ?? stderr, line: lines.find(({ msg }) => msg === 'a line') }
}

describe('what operators read', () => {
  test('is off: nothing is listened on, no library for it is loaded, and the log is as ever', async () => {
    const { said, line } = await booted({})
    expect(said).toEqual({ listened: [], loaded: [] })
    expect(line).not.toHaveProperty('trace_id')
  })

  test('is on where its variables are set: metrics on loopback, and each line of the log with its trace', async () => {
    const { said, line } = await booted({ METRICS_PORT: '9464', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' })
    expect(said).toEqual({
      listened: [[9464, '127.0.0.1']],
      loaded: ['prom-client', '@opentelemetry/sdk-trace-base', '@opentelemetry/exporter-trace-otlp-http'],
    })
    expect(line.trace_id).toMatch(/^[0-9a-f]{32}$/)
  })
})
