import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { ModelSettings } from '@/lib/ai/model'

/** The tenant's built-in client for this program, a public one. */
export const CLIENT_ID = 'baink-cli'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const address = z
  .url({ protocol: /^https?$/ })
  .transform((value) => new URL(value))
  .refine((url) => url.protocol === 'https:' || LOOPBACK.has(url.hostname), 'may use http:// for loopback hosts only')
  .transform((url) => url.origin)

const schema = z.object({
  BANK_URL: address.optional(),
  APP_BASE_URL: address.default('http://localhost:3000'),
  BANK_PATIENCE_SECONDS: z.coerce.number().positive().max(600).default(60),
  XDG_STATE_HOME: z.string().optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_MODEL: z.string().default('gpt-5-mini'),
})

export interface Settings {
  /** The bank's origin. */
  bank: string
  /** How long to keep asking a bank that does not answer, in milliseconds. */
  patienceMs: number
  /** The folder for tokens, with one file for each bank. */
  folder: string
  /** The model that reads the words: the offline one where neither key nor address is set. */
  model: ModelSettings
}

/**
 * Reads this program's settings from the environment.
 * @throws Error that names the variable
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value))
  const parsed = schema.safeParse(set)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '))
  }
  const { BANK_URL, APP_BASE_URL, BANK_PATIENCE_SECONDS, XDG_STATE_HOME, ...model } = parsed.data
  return {
    bank: BANK_URL ?? APP_BASE_URL,
    patienceMs: BANK_PATIENCE_SECONDS * 1000,
    folder: join(XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'baink'),
    model: { apiKey: model.OPENAI_API_KEY, baseUrl: model.OPENAI_BASE_URL, model: model.OPENAI_MODEL },
  }
}

/** Whether plain http is safe for this address, because nobody can listen to the connection. */
export function isLoopback(origin: string): boolean {
  return LOOPBACK.has(new URL(origin).hostname)
}
