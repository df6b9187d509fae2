import { CompactSign, calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose'
import { expect, test } from 'vitest'
import { digestOfText } from '@/lib/approvals/displayed'
import { readDeviceAnswer } from '@/lib/auth0/token/device-answer'

// The signed answer that a mandate's token carries: by the device that the evidence names, over what was displayed.

const DISPLAYED = '{"authorization_details":[],"binding_message":"x"}'
const { privateKey, publicKey } = await generateKeyPair('ES256')
const { kty, crv, x, y } = await exportJWK(publicKey)
const key = { kty, crv, x, y } as JWK
const evidence = {
  displayedHash: digestOfText(DISPLAYED),
  device: { id: 'd', name: 'Phone', jkt: await calculateJwkThumbprint(key, 'sha256') },
}
const signed = (payload: object = {}, typ = 'answer+jwt') =>
  new CompactSign(new TextEncoder().encode(JSON.stringify({ answer: 'approved', displayed: DISPLAYED, ...payload })))
    .setProtectedHeader({ alg: 'ES256', typ })
    .sign(privateKey)

test('is taken where the device has signed this yes; a tenant may give none', async () => {
  const given = { jws: await signed(), key }
  expect(await readDeviceAnswer({ device_answer: given }, evidence)).toEqual(given)
  expect(await readDeviceAnswer({}, evidence)).toBeNull()
})

test.each<[string, () => Promise<unknown>, object?]>([
  [
    'another device',
    async () => ({ jws: await signed(), key }),
    { device: { ...evidence.device, jkt: 'x'.repeat(43) } },
  ],
  ['no device', async () => ({ jws: await signed(), key }), { device: undefined }],
  ['another document', async () => ({ jws: await signed({ displayed: '{}' }), key })],
  ['a no', async () => ({ jws: await signed({ answer: 'denied' }), key })],
  ['another type', async () => ({ jws: await signed({}, 'proof+jwt'), key })],
  ['another key', async () => ({ jws: await signed(), key: { ...key, x: key.y } })],
  ['a changed signature', async () => ({ jws: `${(await signed()).slice(0, -6)}AAAAAA`, key })],
  ['no answer', async () => 'signed'],
  ['a code in place of a signature', async () => undefined, { amr: ['otp'] }],
])('is refused from %s', async (_, given, changes = {}) => {
  const answered = readDeviceAnswer({ device_answer: await given() }, { ...evidence, ...changes })
  await expect(answered).rejects.toMatchObject({ code: 'approval_mismatch' })
})
