import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { z } from 'zod'
import type { Settings } from './settings'

const key = z.custom<JWK>((value) => typeof value === 'object' && value !== null && 'kty' in value)

const kept = z.object({
  issuer: z.url(),
  /** A JWT for the bank's MCP endpoint. */
  accessToken: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
  refreshToken: z.string().optional(),
  /** The key that the tokens are bound to (RFC 9449), private half included. */
  key: z.object({ private: key, public: key }),
})

export type Kept = z.output<typeof kept>

/** Where what is kept for this bank stands. */
export const tokenFile = ({ bank, folder }: Settings) => join(folder, `${new URL(bank).host.replaceAll(':', '_')}.json`)

/** Makes the folder, which its owner alone may enter. */
export function makeFolder({ folder }: Settings): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
}

/** The stored token for this bank; null for none, or for a file that cannot be read. */
export function readToken(settings: Settings): Kept | null {
  try {
    return kept.parse(JSON.parse(readFileSync(tokenFile(settings), 'utf8')))
  } catch {
    return null
  }
}

/** Stores the token for its owner's eyes alone (mode 0600), completely or not at all. */
export function keepToken(settings: Settings, token: Kept): void {
  makeFolder(settings)
  const file = tokenFile(settings)
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, JSON.stringify(token), { mode: 0o600 })
  renameSync(fresh, file)
}

export function forgetToken(settings: Settings): void {
  rmSync(tokenFile(settings), { force: true })
}
