import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { APPROVAL_STATUSES } from '@/lib/approvals/approval-states'
import { openSeries } from '@/lib/metrics/series'
import { DOOR_NAMES } from '@/lib/platform/http/doors'
import { PROBLEMS } from '@/lib/platform/http/problem'
import { POLL_ANSWERS, POSTING_AUTHORITIES } from '@/lib/platform/telemetry/signals'
import { AREAS } from '@/lib/soundness/concerns'

// The alerts and the dashboard ask for nothing that the bank does not serve. alerts-caused.test.ts makes some fire.

const RULES = 'operations/alerts.yml'
const RULE_TESTS = 'operations/alerts.test.yml'
const PROMTOOL = '/usr/bin/promtool'

const rules = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            expr: z.string(),
            labels: z.object({ severity: z.enum(['page', 'ticket']) }),
            annotations: z.object({ summary: z.string(), runbook: z.string() }),
          }),
        ),
      }),
    ),
  })
  .parse(parse(readFileSync(RULES, 'utf8')))
  .groups.flatMap((group) => group.rules)

const dashboard = z
  .object({
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) })),
  })
  .parse(JSON.parse(readFileSync('operations/dashboard.json', 'utf8')))

const questions: [from: string, expr: string][] = [
  ...rules.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }): [string, string] => [title, expr])),
]

/** What Prometheus itself adds: whether a scrape was answered, and whose it was. */
const OF_PROMETHEUS = ['job', 'instance']
/** The words that a label may have; those of the other labels are not asked for. */
const WORDS: Record<string, readonly string[]> = {
  code: Object.keys(PROBLEMS),
  outcome: ['posted', 'replayed', 'failed', ...Object.keys(PROBLEMS)],
  status: [...APPROVAL_STATUSES, '2xx', '3xx', '4xx', '5xx'],
  authority: POSTING_AUTHORITIES,
  answer: POLL_ANSWERS,
  area: AREAS,
  part: ['database', 'tenant'],
  door: DOOR_NAMES,
  job: ['baink'],
}

/** The labels of every series that the bank serves, by its name as Prometheus keeps it. */
const served = new Map<string, string[]>([['up', []]])
let series: ReturnType<typeof openSeries>
beforeAll(() => {
  series = openSeries()
  for (const metric of series.registry.getMetricsAsArray()) {
    const { name, type, labelNames } = metric as unknown as { name: string; type: string; labelNames: string[] }
    served.set(name, labelNames)
    if (type !== 'histogram') continue
    for (const end of ['_bucket', '_sum', '_count']) served.set(name + end, [...labelNames, 'le'])
  }
})
afterAll(() => series.registry.clear())

interface Asked {
  metrics: string[]
  matchers: { label: string; words: string[] }[]
  grouping: string[]
  broken: boolean
}

/** What a PromQL expression asks for. Grafana's own variable stands for a span of time. */
function read(expr: string): Asked {
  const text = expr.replaceAll('$__rate_interval', '5m')
  const asked: Asked = { metrics: [], matchers: [], grouping: [], broken: false }
  parser.parse(text).iterate({
    enter({ type, name, from, to, node }) {
      const word = text.slice(from, to)
      if (type.isError) asked.broken = true
      if (name === 'VectorSelector') asked.metrics.push(text.slice(from, node.getChild('Identifier')?.to ?? to))
      if (name === 'LabelName' && node.parent?.name === 'GroupingLabels') asked.grouping.push(word)
      if (name !== 'UnquotedLabelMatcher') return
      const [, label = '', words = ''] = /^(\w+)\s*[=!~]+\s*"(.*)"$/.exec(word) ?? []
      asked.matchers.push({ label, words: words.split('|') })
    },
  })
  return asked
}

describe('every question', () => {
  test.each(questions)('of %s is about series, labels and words that the bank serves', (_, expr) => {
    const { metrics, matchers, grouping, broken } = read(expr)
    expect(broken).toBe(false)
    expect(metrics.length).toBeGreaterThan(0)
    const labels = [...OF_PROMETHEUS, ...metrics.flatMap((name) => served.get(name) ?? [`no series ${name}`])]
    expect(labels.filter((label) => label.startsWith('no series'))).toEqual([])
    for (const label of [...grouping, ...matchers.map((one) => one.label)]) expect(labels).toContain(label)
    for (const { label, words } of matchers) for (const word of words) expect(WORDS[label]).toContain(word)
  })

  test('is read as it is meant here', () => {
    expect(read('sum by (code) (rate(none_total{code=~"a|b", x!="c"}[5m])) > 1')).toEqual({
      metrics: ['none_total'],
      matchers: [
        { label: 'code', words: ['a', 'b'] },
        { label: 'x', words: ['c'] },
      ],
      grouping: ['code'],
      broken: false,
    })
    expect(read('sum((none').broken).toBe(true)
  })
})

describe('every alert', () => {
  test.each(rules.map((rule): [string, (typeof rules)[number]] => [rule.alert, rule]))(
    '%s has a name of its own, an entry in the runbook, and a test',
    (alert, rule) => {
      expect(rules.filter((one) => one.alert === alert)).toHaveLength(1)
      expect(rule.annotations.runbook).toBe(`docs/runbook.md#${alert.toLowerCase()}`)
      const [, entry = ''] = readFileSync('docs/runbook.md', 'utf8').split(`\n### ${alert}\n`)
      expect(entry.split('\n#')[0]?.trim().length).toBeGreaterThan(60)
      const tests = z
        .object({
          tests: z.array(
            z.object({
              alert_rule_test: z.array(
                z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()).optional() }),
              ),
            }),
          ),
        })
        .parse(parse(readFileSync(RULE_TESTS, 'utf8')))
        .tests.flatMap((one) => one.alert_rule_test)
        .filter(({ alertname }) => alertname === alert)
      expect(tests.some(({ exp_alerts }) => exp_alerts?.length)).toBe(true)
      expect(tests.some(({ exp_alerts }) => !exp_alerts?.length)).toBe(true)
    },
  )

  test.skipIf(!existsSync(PROMTOOL))(
    'fires when it should, by promtool (skipped without it: apt-get install prometheus)',
    () => {
      const said = execFileSync(PROMTOOL, ['test', 'rules', RULE_TESTS], { encoding: 'utf8' })
      expect(said).toContain('SUCCESS')
      expect(execFileSync(PROMTOOL, ['check', 'config', 'operations/prometheus.yml'], { encoding: 'utf8' })).toContain(
        'SUCCESS',
      )
    },
  )
})
