import { type Places, requirePrograms } from '../debian-packages'

/** Each program that is needed, and the Debian package that brings it. */
const PROGRAMS = { ip: 'iproute2', setpriv: 'util-linux', etcd: 'etcd-server', patroni: 'patroni', haproxy: 'haproxy' }

/** As requirePrograms, for the programs of the practice cluster. */
export const requirePackages = (places?: Places) => requirePrograms(PROGRAMS, places)

/** Hosts are network namespaces here, and only root may make those. */
export function requireRoot(user = process.getuid?.()): void {
  if (user !== 0) throw new Error('npm run ha needs root: it makes a network namespace for each node.')
}
