import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const SAMPLE = fileURLToPath(new URL('../sample-config.json', import.meta.url))

const port = z.coerce.number().int().max(65_535)

const Variables = z.object({
  TENANT_CONFIG: z.string().min(1).default(SAMPLE),
  TENANT_PORT: port.min(1).default(4000),
  TENANT_TLS_PORT: port.min(0).default(4443),
  TENANT_TLS_HOST: z.hostname().default('localhost'),
  TENANT_POLL_INTERVAL_SECONDS: z.coerce.number().int().min(1).max(60).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('warn'),
})

/** What `npm run tenant` is told by its variables. */
export type AloneSettings = z.output<typeof Variables>

/**
 * Reads the variables of a tenant alone; one that is set to nothing counts as not set.
 * @throws Error whose message names every variable that is wrong
 */
export function readSettings(variables: NodeJS.ProcessEnv): AloneSettings {
  const parsed = Variables.safeParse(Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '')))
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
}

/** Where it is reached; over TLS only where there is a port for it. */
export function originsOf({ TENANT_PORT, TENANT_TLS_PORT, TENANT_TLS_HOST }: AloneSettings): {
  plain: string
  tls: string | undefined
} {
  const tls = new URL(`https://${TENANT_TLS_HOST}:${TENANT_TLS_PORT || 443}`).origin
  return { plain: `http://localhost:${TENANT_PORT}`, tls: TENANT_TLS_PORT === 0 ? undefined : tls }
}

/** The folder with the authority and the certificate. */
export const tlsFolder = ({ DATA_DIR }: Pick<AloneSettings, 'DATA_DIR'>) => `${DATA_DIR}/tenant-alone/tls`
