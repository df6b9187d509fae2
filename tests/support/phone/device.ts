import { CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose'
import type { PhonePost } from './phone'

/** The protected header of a JWS. Without `alg` it is ES256; without `kid` and `jwk` it names the device's own id. */
export interface Signature {
  typ: string
  alg?: string
  kid?: string
  jwk?: JWK
}

/** A key as a browser holds one, with the id that the tenant gave it. */
export interface Device {
  id: string
  publicJwk: JWK
  sign(signature: Signature, payload: object): Promise<string>
}

/** The enrolled devices by tenant and customer, in place of a browser's IndexedDB. */
const enrolled = new Map<string, Device>()

/** The device of this customer in this process: the one enrolled before, else a new first one. */
export async function deviceOf(whose: string, origin: string, post: PhonePost): Promise<Device> {
  const known = enrolled.get(whose)
  if (known && (await provesItself(known, origin, post))) return known
  const device = await newKey()
  const enrolment = await post('/phone/devices', { proof: await keyProof(device, origin, post) })
  const { code, device: id } = (await enrolment.json()) as { code: string; device: string }
  if (enrolment.status !== 201) throw new Error(`${whose}: the phone takes no first device: ${code}`)
  device.id = id
  enrolled.set(whose, device)
  return device
}

/** A key that no tenant knows yet. */
export async function newKey(): Promise<Device> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const publicJwk = await exportJWK(publicKey)
  const device: Device = {
    id: '',
    publicJwk,
    sign: ({ typ, alg = 'ES256', kid = device.id, jwk }, payload) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg, typ, ...(jwk ? { jwk } : { kid }) })
        .sign(privateKey),
  }
  return device
}

/** A browser's proof for enrolling: its key, signed over a challenge of the tenant's. */
export async function keyProof(device: Device, origin: string, post: PhonePost, name = 'Robot'): Promise<string> {
  return device.sign({ typ: 'device-proof+jwt', jwk: device.publicJwk }, { ...(await once(origin, post)), name })
}

/** An order about devices, as the devices page signs it. */
export async function signOrder(device: Device, origin: string, post: PhonePost, order: object): Promise<string> {
  return device.sign({ typ: 'device-action+jwt' }, { ...(await once(origin, post)), ...order })
}

async function once(origin: string, post: PhonePost) {
  const { challenge } = (await (await post('/phone/challenges')).json()) as { challenge: string }
  return { challenge, origin, time: new Date().toISOString() }
}

async function provesItself(device: Device, origin: string, post: PhonePost): Promise<boolean> {
  return (await post('/phone/devices/prove', { proof: await keyProof(device, origin, post) })).ok
}
