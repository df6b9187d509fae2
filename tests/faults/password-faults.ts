import { changeRolePasswords, rolesApart } from '@/scripts/roles-apart'
import type { Cluster } from './cluster'
import type { Fault } from './fault'
import { pause } from './orders'

const WELL_MS_MAX = 30_000

/** What an operator does who changes the passwords of the database's roles while money moves (docs/runbook.md, "Changing secrets"). */
export const PASSWORD_FAULTS: Record<string, Fault> = {
  async 'database passwords changed'(cluster) {
    const { ownerUrl, database, tenant, shop, brokerage, replicas } = cluster
    const suffix = await database.roleSuffix(ownerUrl)
    const change = () => changeRolePasswords(ownerUrl, suffix)
    // An earlier change that was broken off has left the former logins open.
    if (await change()) await change()
    database.signInWith(await rolesApart(ownerUrl, suffix))
    for (const part of [tenant, shop, brokerage, ...replicas]) {
      await part.stop()
      part.run()
      await untilWell(cluster)
    }
    if (!(await change())) throw new Error('the former passwords still let processes in')
    return ''
  },
}

async function untilWell({ replicas, unwellMs }: Cluster): Promise<void> {
  const started = performance.now()
  const sinceStart = () => performance.now() - started
  while (replicas.some((part) => unwellMs(part) > sinceStart()) && sinceStart() < WELL_MS_MAX) await pause(200)
}
