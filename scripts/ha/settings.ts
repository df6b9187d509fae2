import { join } from 'node:path'
import { FOLDER, NODES, type Node, PORTS, passwordOf, USERS } from './nodes'

/**
 * A node's arguments for etcd. Each node keeps a third of the quorum, so the cluster outlives any one node.
 */
export function etcdArguments({ name, address }: Node): string[] {
  const [clients, peers] = [PORTS.etcd, PORTS.etcdPeers].map((port) => `http://${address}:${port}`) as [string, string]
  const all = NODES.map((node) => `${node.name}=http://${node.address}:${PORTS.etcdPeers}`)
  return [
    ...['--name', name, '--data-dir', join(FOLDER, name, 'etcd')],
    ...['--listen-client-urls', clients, '--advertise-client-urls', clients],
    ...['--listen-peer-urls', peers, '--initial-advertise-peer-urls', peers],
    ...['--initial-cluster', all.join(','), '--initial-cluster-state', 'new', '--initial-cluster-token', 'baink'],
    ...['--logger', 'zap', '--log-level', 'error'],
  ]
}

/**
 * A node's settings for Patroni, as JSON, which YAML contains. Synchronous and strict: without a standby that has it, nothing is
 * acknowledged (Patroni, "Replication modes"). `loop_wait + 2 * retry_timeout` is at most `ttl`, which is the fence: a primary
 * that cannot renew its lease steps down before another may take over.
 */
export function patroniSettings(node: Node, binaries: string, secret: string): string {
  const user = (username: string) => ({ username, password: passwordOf(username, secret) })
  const { superuser, replication, rewind } = USERS
  const data = join(FOLDER, node.name)
  return JSON.stringify({
    scope: 'baink',
    name: node.name,
    restapi: { listen: `${node.address}:${PORTS.patroni}`, connect_address: `${node.address}:${PORTS.patroni}` },
    etcd3: { hosts: NODES.map(({ address }) => `${address}:${PORTS.etcd}`).join(',') },
    bootstrap: {
      dcs: {
        ...{ ttl: 20, loop_wait: 2, retry_timeout: 6, maximum_lag_on_failover: 1_048_576, master_start_timeout: 0 },
        ...{ synchronous_mode: true, synchronous_mode_strict: true, failsafe_mode: true },
        postgresql: {
          use_pg_rewind: true,
          parameters: {
            ...{ max_connections: 100, shared_buffers: '64MB', wal_level: 'replica', max_wal_senders: 8 },
            ...{ wal_log_hints: 'on', synchronous_commit: 'on', password_encryption: 'scram-sha-256' },
          },
        },
      },
      initdb: [{ encoding: 'UTF8' }, 'data-checksums'],
      pg_hba: [
        'local all all trust',
        'host replication all 10.75.0.0/24 scram-sha-256',
        'host all all 10.75.0.0/24 scram-sha-256',
      ],
    },
    postgresql: {
      listen: `${node.address}:${PORTS.postgres}`,
      connect_address: `${node.address}:${PORTS.postgres}`,
      data_dir: join(data, 'postgres'),
      bin_dir: binaries,
      pgpass: join(data, 'pgpass'),
      authentication: { superuser: user(superuser), replication: user(replication), rewind: user(rewind) },
      parameters: { unix_socket_directories: data },
    },
    watchdog: { mode: 'off' },
  })
}

/** HAProxy leads to the node whose Patroni says that it is the primary, and ends the connections of one that no longer is. */
export function haproxySettings(): string {
  const servers = NODES.map(
    ({ name, address }) => `  server ${name} ${address}:${PORTS.postgres} check port ${PORTS.patroni}`,
  )
  return `global
  maxconn 400
defaults
  mode tcp
  retries 2
  timeout connect 2s
  timeout client 30m
  timeout server 30m
  timeout check 2s
listen primary
  bind 127.0.0.1:${PORTS.entrance}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${servers.join('\n')}
`
}
