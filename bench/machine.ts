import { cpus, loadavg, totalmem } from 'node:os'
import postgres from 'postgres'

const GIGABYTE = 1024 ** 3

/** Where it was measured, and whether other work was using it: `loadAverage` is that of the minute before. */
export function machine() {
  return {
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    memoryGb: Math.round(totalmem() / GIGABYTE),
    loadAverage: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  }
}

/** What was measured. */
export async function versions(url: string, pgbench: string | null) {
  const sql = postgres(url, { max: 1 })
  const [row] = await sql<{ server_version: string }[]>`SHOW server_version`
  await sql.end()
  return { node: process.versions.node, postgres: row?.server_version ?? 'unknown', pgbench }
}
