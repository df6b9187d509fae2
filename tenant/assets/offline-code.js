// The code by which a phone without a connection says yes: one rule for the tenant and for the phone's scripts
// (docs/decisions/073).

import { LETTERS } from './code-letters.js'

/** Begins every such text, so that what the key signs is never anything else. */
const MARK = 'baink-code-1'
const CODE_LETTERS = 8
const LETTER_BITS = 5

/**
 * The text that the computer shows the phone: a line with what stands around the displayed document on a card, and then the
 * document itself, byte for byte. A canonical document has no line break.
 */
export function writeCodeText(around, displayed) {
  return `${MARK}${JSON.stringify(around)}\n${displayed}`
}

/** What such a text says; undefined for any other text. */
export function readCodeText(text) {
  const end = text.indexOf('\n')
  if (!text.startsWith(`${MARK}{`) || end < 0) return undefined
  try {
    return { ...JSON.parse(text.slice(MARK.length, end)), displayed: text.slice(end + 1) }
  } catch {
    return undefined
  }
}

/**
 * The code for such a text: the first 40 bits of its HMAC, as eight letters and digits. It tells nothing of the code for any
 * other text.
 * @param key for HMAC with SHA-256, shared by one device and the tenant
 */
export async function codeOf(key, text) {
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(text)))
  const bits = mac.subarray(0, (CODE_LETTERS * LETTER_BITS) / 8).reduce((all, byte) => (all << 8n) | BigInt(byte), 0n)
  const places = Array.from({ length: CODE_LETTERS }, (_, place) => BigInt(LETTER_BITS * (CODE_LETTERS - 1 - place)))
  return places.map((shift) => LETTERS[Number((bits >> shift) & 31n)]).join('')
}
