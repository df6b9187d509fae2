import type { Cluster } from './cluster'
import type { Fault } from './fault'
import type { Weather } from './link'
import { pause } from './orders'
import type { Random } from './random'
import { addSigningKey } from './signing-keys'

export const HOUR_MS = 3_600_000

/** What may happen to the tenant and to the way that leads there. */
export const TENANT_FAULTS: Record<string, Fault> = {
  async 'tenant killed'({ tenant }, random) {
    await tenant.kill()
    await pause(random.between(500, 5_000))
    tenant.run()
    return ''
  },
  async 'tenant frozen'({ tenant }, random) {
    const ms = random.between(2_000, 12_000)
    tenant.freeze()
    await pause(ms)
    tenant.thaw()
    return `${ms} ms`
  },
  'tenant answers 500': (cluster, random) => answering(cluster, random, '500 Internal Server Error'),
  'tenant answers 502': (cluster, random) => answering(cluster, random, '502 Bad Gateway'),
  'tenant answers 429': (cluster, random) => answering(cluster, random, '429 Too Many Requests'),
  async 'tenant refuses connections'(cluster, random) {
    const refusing = weather(cluster, { kind: 'refuse' }, random.between(2_000, 10_000))
    cluster.tenantLink.reset()
    return refusing
  },
  'tenant unreachable': (cluster, random) => weather(cluster, { kind: 'black_hole' }, random.between(2_000, 10_000)),
  async 'tenant slow'(cluster, random) {
    const delayMs = random.between(200, 2_500)
    await weather(cluster, { kind: 'slow', delayMs }, random.between(3_000, 8_000))
    return `${delayMs} ms each way`
  },
  async 'tenant answers late'(cluster, random) {
    const delayMs = random.between(5_500, 11_000)
    await weather(cluster, { kind: 'late', delayMs }, random.between(1_000, 4_000))
    // What was said meanwhile is still on its way.
    await pause(delayMs)
    return `by ${delayMs} ms`
  },
  async 'signing key rotated'({ tenant, ownerUrl }) {
    await addSigningKey(ownerUrl)
    await tenant.stop()
    tenant.run()
    return ''
  },
  'tenant clock an hour ahead': (cluster, random) => clockOff(cluster, random, HOUR_MS),
  'tenant clock an hour behind': (cluster, random) => clockOff(cluster, random, -HOUR_MS),
}

async function weather({ tenantLink }: Cluster, kind: Weather, ms: number): Promise<string> {
  tenantLink.become(kind)
  await pause(ms)
  tenantLink.clear()
  return `${ms} ms`
}

function answering(cluster: Cluster, random: Random, status: string): Promise<string> {
  const body = '{"error":"too_bad"}'
  const head = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nRetry-After: 1\r\nConnection: close`
  const response = `HTTP/1.1 ${status}\r\n${head}\r\n\r\n${body}`
  return weather(cluster, { kind: 'answer', response }, random.between(2_000, 8_000))
}

async function clockOff({ tenant, setClock }: Cluster, random: Random, off: number): Promise<string> {
  for (const offMs of [off, 0]) {
    setClock(tenant, offMs)
    await tenant.stop()
    tenant.run()
    if (offMs) await pause(random.between(5_000, 9_000))
  }
  return ''
}
