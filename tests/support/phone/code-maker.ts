import { createECDH, createHmac, hkdfSync } from 'node:crypto'
import { signOrder } from './device'
import type { PhoneRobot } from './phone'

/** Makes the codes of a device that has no connection. */
export type CodeMaker = (text: string) => string

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Agrees with the tenant on a device's key for codes, as the phone's page does. Written anew from decision 073. */
export async function codeMaker(
  { device, post }: Pick<PhoneRobot, 'device' | 'post'>,
  origin: string,
): Promise<CodeMaker> {
  const ecdh = createECDH('prime256v1')
  const point = ecdh.generateKeys()
  const { challenge } = (await (await post('/phone/challenges')).json()) as { challenge: string }
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'))
  const order = { action: 'code_key', challenge, agree: { kty: 'EC', crv: 'P-256', x, y } }
  const answer = await post('/phone/devices/code_key', { signed: await signOrder(device, origin, post, order) })
  const { agree } = (await answer.json()) as { agree: { x: string; y: string } }
  const theirs = Buffer.concat([Buffer.from([4]), Buffer.from(agree.x, 'base64url'), Buffer.from(agree.y, 'base64url')])
  const key = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(theirs), challenge, 'baink-code-key-1', 32))
  return (text) => {
    const bits = [...createHmac('sha256', key).update(text).digest().subarray(0, 5)]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('')
    return (bits.match(/.{5}/g) ?? []).map((five) => LETTERS[Number.parseInt(five, 2)]).join('')
  }
}
