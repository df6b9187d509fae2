import type { CrashPoint } from '@/lib/platform/crash-point'
import { asOwner } from './as-owner'
import { BUSINESS_FAULTS } from './business-faults'
import type { Cluster, Replica } from './cluster'
import type { Fault } from './fault'
import { pause } from './orders'
import { PASSWORD_FAULTS } from './password-faults'
import { POSTGRES_FAULTS } from './postgres-faults'
import type { Random } from './random'
import { moveAsReplaced } from './replaced-process'
import { HOUR_MS, TENANT_FAULTS } from './tenant-faults'

const CRASH_POINTS: readonly CrashPoint[] = [
  'before_request',
  'request_sent',
  'pending',
  'token_received',
  'approved',
  'committed',
]

/** What a deploy does every day: no approval may come to harm by it. */
export const GENTLE = new Set(['replica restarted', 'stopped with the token in hand'])
/** After these no replica is there for a while: an approval whose time is over before one is has to be asked for again. */
export const NOBODY_THERE = new Set(['stopped with the token in hand'])

/** Every way to fail that the harness knows, by name. */
export const FAULTS: Record<string, Fault> = {
  async 'replica killed'({ replicas }, random) {
    const part = random.pick(replicas)
    await part.kill()
    await pause(random.between(200, 3_000))
    part.run()
    return part.name
  },
  async 'both replicas killed'({ replicas }, random) {
    await Promise.all(replicas.map((part) => part.kill()))
    await pause(random.between(200, 3_000))
    for (const part of replicas) part.run()
    return 'a, b'
  },
  // As a rolling deploy does it: the next one's turn comes when this one is well again.
  async 'replica restarted'({ replicas, unwellMs }, random) {
    const part = random.pick(replicas)
    const begun = performance.now()
    await part.stop()
    const stopMs = performance.now() - begun
    part.run()
    const started = performance.now()
    while (unwellMs(part) > performance.now() - started && performance.now() - started < 30_000) await pause(200)
    return `${part.name}, stopped in ${Math.round(stopMs)} ms`
  },
  async 'replica frozen'({ replicas }, random) {
    const part = random.pick(replicas)
    const ms = random.between(2_000, 20_000)
    part.freeze()
    await pause(ms)
    part.thaw()
    return `${part.name} for ${ms} ms`
  },
  async 'replica frozen past its lease'({ replicas }, random) {
    const part = random.pick(replicas)
    part.freeze()
    await pause(18_000)
    part.thaw()
    await pause(random.between(0, 3_000))
    return part.name
  },
  'stopped with the token in hand': stopWithToken,
  async 'killed after the tap'(cluster, random) {
    const tapped = await untilTap(cluster.ownerUrl)
    await Promise.all(cluster.replicas.map((part) => part.kill()))
    await pause(random.between(200, 2_000))
    for (const part of cluster.replicas) part.run()
    return tapped ? '' : '(nobody tapped)'
  },
  ...Object.fromEntries(
    CRASH_POINTS.map((point): [string, Fault] => [
      `killed at ${point}`,
      (cluster, random) => crashAt(cluster, random.pick(cluster.replicas), point),
    ]),
  ),
  // The first process wakes up to a yes, but another has taken the approval over, and was frozen while it polled.
  async 'both replicas frozen in turn'({ replicas, tenantLink }, random, phones) {
    const [first, second] = random.chance(0.5) ? replicas : [replicas[1], replicas[0]]
    phones.hold()
    await pause(2_500)
    first.freeze()
    await pause(17_000)
    tenantLink.become({ kind: 'slow', delayMs: 2_000 })
    await pause(2_000)
    second.freeze()
    tenantLink.clear()
    phones.release()
    await pause(3_000)
    first.thaw()
    await pause(3_000)
    second.thaw()
    return `${first.name}, then ${second.name}`
  },
  async 'replaced process wakes up'(cluster, random, phones) {
    const part = random.pick(cluster.replicas)
    phones.hold()
    await pause(2_500)
    part.freeze()
    await pause(17_000)
    const { tried, moved } = await moveAsReplaced(cluster)
    phones.release()
    part.thaw()
    return `${part.name}; it tried to end ${tried}, and ended ${moved}`
  },
  ...POSTGRES_FAULTS,
  ...TENANT_FAULTS,
  ...BUSINESS_FAULTS,
  ...PASSWORD_FAULTS,
  'app clock an hour ahead': (cluster, random) => clockOff(cluster, random, HOUR_MS),
  'app clock an hour behind': (cluster, random) => clockOff(cluster, random, -HOUR_MS),
}

async function clockOff({ replicas, setClock }: Cluster, random: Random, off: number): Promise<string> {
  const part = random.pick(replicas)
  for (const offMs of [off, 0]) {
    setClock(part, offMs)
    await part.stop()
    part.run()
    await pause(random.between(9_000, 14_000))
  }
  return part.name
}

/** Takes one replica away, and tells the other to stop as it holds a token: nobody else is there to post for it. */
async function stopWithToken({ replicas, arm, unwellMs }: Cluster, random: Random): Promise<string> {
  const [last, other] = random.chance(0.5) ? replicas : [replicas[1], replicas[0]]
  await other.stop()
  arm(last, 'token_received SIGTERM')
  const passed = await last.ended(12_000)
  arm(last, null)
  // It may be on its way out only now, and is not started again before it is gone.
  await last.stop()
  for (const part of replicas) part.run()
  const started = performance.now()
  const well = () => replicas.every((part) => unwellMs(part) < performance.now() - started)
  while (!well() && performance.now() - started < 30_000) await pause(200)
  return `${last.name} ${passed ? 'stopped' : 'did not pass'}`
}

/** Lets a replica die at a point, if it passes it in time, and starts it again. */
async function crashAt(cluster: Cluster, part: Replica, point: CrashPoint): Promise<string> {
  cluster.arm(part, point)
  const died = await part.ended(8_000)
  cluster.arm(part, null)
  await pause(500)
  part.run()
  return `${part.name} ${died ? 'died at' : 'did not pass'} ${point}`
}

/** Until a customer has said yes on the phone, a moment ago: the app has not polled since, or only just. */
async function untilTap(ownerUrl: string): Promise<boolean> {
  return asOwner(ownerUrl, async (sql) => {
    for (let looks = 0; looks < 200; looks++) {
      const taps = await sql`
        SELECT FROM tenant.approvals WHERE decision = 'approved' AND decided_at > now() - interval '200 ms'`
      if (taps.length > 0) return true
      await pause(40)
    }
    return false
  })
}
