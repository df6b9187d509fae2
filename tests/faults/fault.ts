import type { Cluster } from './cluster'
import type { Random } from './random'

/** Does its harm and resolves when the harm is over: every part runs again and every link is clear. */
export type Fault = (cluster: Cluster, random: Random, phones: Phones) => Promise<string>

/** The customers' phones, which may be made to wait. */
interface Phones {
  hold(): void
  release(): void
}
