import { createHash } from 'node:crypto'

/** One host of the cluster: a network namespace of its own, in which etcd, Patroni and Postgres run. */
export interface Node {
  name: string
  /** Also the name of its network namespace. */
  namespace: string
  /** Its end of the cable, in the namespace; the host's end has the namespace's name. */
  address: string
}

/** Where everything is kept. Other users must be able to enter it: Postgres refuses to run as root. */
export const FOLDER = '/var/lib/baink-ha'
export const BRIDGE = 'baink-ha'
/** Of this machine on the bridge, with the prefix of all addresses there. */
export const BRIDGE_ADDRESS = '10.75.0.1/24'

export const NODES: readonly Node[] = [1, 2, 3].map((number) => ({
  name: `n${number}`,
  namespace: `baink-n${number}`,
  address: `10.75.0.1${number}`,
}))

export const PORTS = { postgres: 5432, patroni: 8008, etcd: 2379, etcdPeers: 2380, entrance: 25432 }

export const USERS = { superuser: 'postgres', replication: 'replicator', rewind: 'rewinder', owner: 'baink' } as const
export const DATABASE = 'baink'

/** @throws Error that names the nodes there are, unless `name` is one of them */
export function nodeNamed(name: string | undefined): Node {
  const node = NODES.find((one) => one.name === name)
  if (node) return node
  throw new Error(`NODE: must be one of ${NODES.map((one) => one.name).join(', ')}, not "${name ?? ''}".`)
}

/** Each user's password, made of the cluster's one secret. */
export function passwordOf(user: string, secret: string): string {
  return createHash('sha256').update(`${user} ${secret}`).digest('hex').slice(0, 32)
}

/** The one address for DATABASE_URL: HAProxy, which leads to whichever node is the primary. */
export function entranceUrl(secret: string): string {
  return urlOf(USERS.owner, DATABASE, secret)
}

export function urlOf(user: string, database: string, secret: string): string {
  return `postgres://${user}:${passwordOf(user, secret)}@127.0.0.1:${PORTS.entrance}/${database}`
}
