import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import type { SuperviseOptions } from '@/tenant/postgres/supervise'

/**
 * Lines that libraries print at a healthy start and that are wrong here, each exactly as printed. Next's addresses are
 * not the bank's, plain http is allowed for loopback hosts alone (lib/platform/env.ts), and Node 20 is the version that
 * the tests run on.
 */
const NOISE = [
  /^▲ Next\.js \d+\.\d+\.\d+( \(\w+\))?$/,
  /^- (Local|Network): +http:\/\/\S+$/,
  /^✓ Ready in [\d.]+m?s$/,
  /^✓ Running next\.config\.ts took [\d.]+m?s$/,
  /^allowInsecureRequests is enabled in a production environment\. This is not recommended\.$/,
  /^oidc-provider WARNING: Unsupported runtime\. Use Node\.js v\d+\.x LTS, or a later LTS release\.$/,
]

/** A log event in pino's format. */
const event = z.object({
  level: z.number(),
  time: z.number(),
  process: z.string().optional(),
  name: z.string().optional(),
  msg: z.string(),
  err: z.object({ type: z.string().optional(), message: z.string().optional() }).optional(),
})
const LEVELS: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warning', 50: 'error', 60: 'fatal' }

interface Sink {
  isTTY?: boolean
  write: (text: string) => unknown
}

/**
 * Shows the output of tenant and app. A person at a terminal gets each event as one line of words; any other reader
 * gets the JSON unchanged, for shipping.
 */
export function showOutput(stdout: Sink, stderr: Sink): SuperviseOptions['output'] {
  return (lines, stream) => {
    const sink = stream === 'stdout' ? stdout : stderr
    const shown = lines.split('\n').filter((line) => !NOISE.some((noise) => noise.test(plain(line))))
    const told = sink.isTTY ? shown.map(inWords) : shown
    if (told.some(Boolean)) sink.write(told.join('\n'))
  }
}

const plain = (line: string) => stripVTControlCharacters(line).trimEnd()

function inWords(line: string): string {
  if (!line.startsWith('{')) return line
  const parsed = event.safeParse(jsonOf(line))
  if (!parsed.success) return line
  const { level, time, process, name, msg, err } = parsed.data
  const why = err?.message ? ` (${err.type ?? 'Error'}: ${err.message})` : ''
  return `${new Date(time).toLocaleTimeString('en-GB')} ${process ?? name ?? ''} ${LEVELS[level] ?? level}: ${msg}${why}`
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
