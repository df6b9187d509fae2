import { codeOf, readCodeText } from '../assets/offline-code.js'
import { codeKey } from './keys'

/** What the tenant keeps of a yes by a code. */
export interface KeptCode {
  /** The request's own id. */
  id: string
  code: string | null
  codeText: string | null
  codeKey: Buffer | null
}

/** The displayed document that a kept code is for; undefined unless its key makes this code of a text about this request. */
export async function readByCode({ id, code, codeText, codeKey: key }: KeptCode): Promise<string | undefined> {
  if (code === null || codeText === null || key === null) return undefined
  const read = readCodeText(codeText)
  return read?.request === id && (await codeOf(await codeKey(key), codeText)) === code ? read.displayed : undefined
}
