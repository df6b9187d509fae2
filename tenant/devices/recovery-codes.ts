import { randomBytes, scrypt } from 'node:crypto'
import { grouped, LETTERS, typedCode } from '../assets/code-letters.js'
import type { Sql } from '../store/database'

/** As many as a customer may have devices to lose. */
export const CODES_MADE = 10
/** 60 bits. */
const CODE_LETTERS = 12
/** A code is random, so that this makes each guess at a stolen table slow enough; a password's cost is ten times this. */
const COST = { N: 2 ** 14, r: 8, p: 1 }
const HASH_BYTES = 32
/** Hashed where a customer has no codes, so that the answer takes as long. */
const NO_SALT = 'no codes'

/** How a customer's recovery codes stand. */
export interface RecoveryCodes {
  madeAt: Date
  /** How many are good still. */
  left: number
}

/** A customer's codes; undefined where none were ever made. */
export async function readRecoveryCodes(sql: Sql, sub: string): Promise<RecoveryCodes | undefined> {
  const [row] = await sql<RecoveryCodes[]>`
    SELECT max(created_at) AS "madeAt", count(*) FILTER (WHERE used_at IS NULL)::int AS left
    FROM tenant.recovery_codes WHERE sub = ${sub} HAVING count(*) > 0`
  return row
}

/**
 * Makes a customer's recovery codes, in place of those that were good before. Only their hashes are stored, under one salt.
 * @returns the codes, to be shown once; undefined where the device that asks has been removed
 */
export async function makeRecoveryCodes(sql: Sql, sub: string, deviceId: string): Promise<string[] | undefined> {
  const codes = Array.from({ length: CODES_MADE }, newCode)
  const salt = randomBytes(16).toString('base64url')
  const hashes = await Promise.all(codes.map((code) => hashCode(code, salt)))
  return sql.begin(async (transaction) => {
    // Of two that are made at once, the later one's codes stand alone: this lock makes them take turns.
    await transaction`SELECT FROM tenant.users WHERE sub = ${sub} FOR NO KEY UPDATE`
    const [device] = await transaction`
      SELECT FROM tenant.devices WHERE id = ${deviceId} AND sub = ${sub} AND removed_at IS NULL`
    if (!device) return undefined
    await transaction`DELETE FROM tenant.recovery_codes WHERE sub = ${sub}`
    for (const hash of hashes)
      await transaction`
        INSERT INTO tenant.recovery_codes (sub, salt, hash, created_by) VALUES (${sub}, ${salt}, ${hash}, ${deviceId})`
    return codes
  })
}

/** Makes all of a customer's codes void. */
export async function forgetRecoveryCodes(sql: Sql, sub: string): Promise<void> {
  await sql`DELETE FROM tenant.recovery_codes WHERE sub = ${sub}`
}

/**
 * The hash of what a customer typed, by which a row of theirs is found. It is made also where they have no codes or typed no
 * code, so that the time tells nothing.
 */
export async function hashTyped(sql: Sql, sub: string, typed: string): Promise<string> {
  const [row] = await sql<{ salt: string }[]>`SELECT salt FROM tenant.recovery_codes WHERE sub = ${sub} LIMIT 1`
  return hashCode(normalised(typed), row?.salt ?? NO_SALT)
}

/** Whether this is the hash of a code of this customer's that is good still. */
export async function isGoodCode(sql: Sql, sub: string, hash: string): Promise<boolean> {
  const found = await sql`
    SELECT FROM tenant.recovery_codes WHERE sub = ${sub} AND hash = ${hash} AND used_at IS NULL`
  return found.length === 1
}

/** What is stored of a code. */
function normalised(typed: string): string {
  return typedCode(typed).slice(0, CODE_LETTERS + 1)
}

function newCode(): string {
  // 256 is a multiple of 32, so that each letter is equally likely.
  const letters = Array.from(randomBytes(CODE_LETTERS), (byte) => LETTERS[byte % LETTERS.length])
  return grouped(letters.join(''))
}

function hashCode(code: string, salt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(normalised(code), salt, HASH_BYTES, COST, (error, key) =>
      error ? reject(error) : resolve(key.toString('base64url')),
    )
  })
}
