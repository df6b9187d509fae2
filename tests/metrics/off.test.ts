import { describe, expect, test } from 'vitest'
import { spawnScript } from '../support/run-script'

/** A bank that needs to reach nothing to boot. */
const ENV = {
  LOG_LEVEL: 'silent',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
  AUTH0_DOMAIN: 'http://localhost:1',
  AUTH0_CLIENT_ID: 'none',
  AUTH0_CLIENT_SECRET: 'none',
  AUTH0_SECRET: 'tests-only-tests-only-tests-only-tests',
}

/** Boots the app's code, notes on what it listens and which of the libraries were loaded, and says so. */
const BOOT = `
  import net from 'node:net'
  import Module from 'node:module'
  const said = { listened: [], loaded: [] }
  const { listen } = net.Server.prototype
  net.Server.prototype.listen = function (...args) {
    said.listened.push(args.slice(0, 2))
    this.once('listening', end)
    return listen.apply(this, args)
  }
  const { boot } = await import('./lib/boot.ts')
  boot()
  if (!process.env.METRICS_PORT) setImmediate(end)
  function end() {
    const files = Object.keys(Module._cache).join(' ')
    said.loaded = ['prom-client'].filter((name) => files.includes('/node_modules/' + name + '/'))
    console.log(JSON.stringify(said))
    process.exit(0)
  }`

async function booted(env: Record<string, string>): Promise<unknown> {
  const { stdout, stderr } = await spawnScript(['--input-type=module', '-e', BOOT], { ...ENV, ...env })
  return stdout ? JSON.parse(stdout) : stderr
}

describe('what operators read', () => {
  test('is off: nothing is listened on, and no library for it is loaded', async () => {
    expect(await booted({})).toEqual({ listened: [], loaded: [] })
  })

  test('is served on loopback, where METRICS_PORT is set', async () => {
    expect(await booted({ METRICS_PORT: '9464' })).toEqual({ listened: [[9464, '127.0.0.1']], loaded: ['prom-client'] })
  })
})
