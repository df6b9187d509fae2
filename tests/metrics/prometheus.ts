import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@/tenant/postgres/free-port'

const PROGRAM = '/usr/bin/prometheus'

/** Whether Debian's package `prometheus` is installed here. */
export const HAS_PROMETHEUS = existsSync(PROGRAM)

/** A Prometheus that reads a bank's metrics every second, by the rules of operations/alerts.yml. */
export interface Prometheus {
  /** The alerts that it has raised now. */
  raised(): Promise<string[]>
  /** The value of a query that finds one series; null while it finds none. */
  ask(query: string): Promise<number | null>
  stop(): Promise<void>
}

/**
 * Starts one on the metrics at this port of the machine.
 * @param edit changes the rules, which have no patience (`for`) here
 */
export async function startPrometheus(metricsPort: number, edit = (rules: string) => rules): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-prometheus-'))
  const port = await freePort()
  const impatient = readFileSync('operations/alerts.yml', 'utf8').replaceAll(/^ +for: .*\n/gm, '')
  writeFileSync(join(folder, 'alerts.yml'), edit(impatient))
  const settings = readFileSync('operations/prometheus.yml', 'utf8')
    .replaceAll('15s', '1s')
    .replace('127.0.0.1:9464', `127.0.0.1:${metricsPort}`)
  writeFileSync(join(folder, 'prometheus.yml'), settings)
  const words = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`]
  const child = spawn(PROGRAM, words, { cwd: folder, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  return {
    async raised() {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/alerts`).catch(() => null)
      if (!response?.ok) return []
      const { data } = (await response.json()) as {
        data: { alerts: { state: string; labels: { alertname: string } }[] }
      }
      return data.alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname)
    },
    async ask(query) {
      const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`
      const response = await fetch(url).catch(() => null)
      if (!response?.ok) return null
      const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } }
      return data.result[0] ? Number(data.result[0].value[1]) : null
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
