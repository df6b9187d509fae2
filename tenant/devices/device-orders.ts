import { z } from 'zod'
import { type Told, tell } from '../http/answers'
import { houseFor } from '../pages/house'
import type { Asked } from './asked'
import { readSigned } from './device-jws'
import { badName, DeviceName } from './device-name'
import { answerDeviceRequest, type DeviceRequestOutcome } from './device-requests'
import { removeDevice, renameDevice, touchDevice } from './devices'
import { DEVICES_MAX } from './enrol'
import { Assertion, challengeOver, readConfirmation } from './passkey-proof'
import { readAction } from './proofs'
import { qrCode } from './qr'
import { makeRecoveryCodes } from './recovery-codes'
import { createTicket, TICKET_MINUTES } from './tickets'

// Each order is signed by an enrolled device over a fresh challenge. The password is not asked for again: somebody else
// may know the password, but nobody else holds the device.

export const NOT_SIGNED: Told = { code: 'not_signed', message: ({ told }) => told.notSigned }
export const PASSKEY_NEEDED: Told = { code: 'passkey_needed', message: ({ told }) => told.passkeyNeeded }
const NO_DEVICE: Told = { code: 'unknown', message: ({ told }) => told.noSuchDevice }
const DEVICE_ANSWER = 'device-answer+jwt'

export async function renameOrder(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const signed = await readAction(contextOf(asked), 'rename', signedOf(asked))
  if (!signed) return tell(ctx, 403, NOT_SIGNED)
  const name = DeviceName.safeParse(signed.order.name)
  if (!name.success) return tell(ctx, 400, badName(signed.order.name))
  if (!(await renameDevice(parts.sql, user.sub, signed.order.device, name.data))) return tell(ctx, 404, NO_DEVICE)
  await touchDevice(parts.sql, signed.device.id)
  tell(ctx, 200, { code: 'renamed' })
}

export async function removeOrder(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const signed = await readAction(contextOf(asked), 'remove', signedOf(asked))
  if (!signed) return tell(ctx, 403, NOT_SIGNED)
  if (!(await removeDevice(parts.sql, user.sub, signed.order.device))) return tell(ctx, 404, NO_DEVICE)
  parts.log.info('a device was removed')
  // The removed device's open page learns from this that it is signed out.
  parts.changes.announce(user.sub)
  tell(ctx, 200, { code: 'removed' })
}

export async function ticketOrder(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const at = contextOf(asked)
  const signed = await readAction(at, 'ticket', signedOf(asked))
  if (signed && (await readConfirmation(at, signed.order.challenge, signed.order.passkey)) === undefined)
    return tell(ctx, 403, PASSKEY_NEEDED)
  const ticket = signed && (await createTicket(parts.sql, user.sub, signed.device.id))
  if (!ticket) return tell(ctx, 403, NOT_SIGNED)
  await touchDevice(parts.sql, signed.device.id)
  const link = new URL(`/phone/enrol?ticket=${ticket}`, parts.config.issuer).href
  const picture = qrCode(link, { label: houseFor(ctx).words.devices.ticket.picture }).markup
  tell(ctx, 201, { code: 'ticket', link, picture, secondsLeft: TICKET_MINUTES * 60 })
}

/** Makes recovery codes, by an order that a device signs and a passkey confirms. They are shown this once. */
export async function recoveryCodesOrder(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const at = contextOf(asked)
  const signed = await readAction(at, 'recovery_codes', signedOf(asked))
  if (signed && (await readConfirmation(at, signed.order.challenge, signed.order.passkey)) === undefined)
    return tell(ctx, 403, PASSKEY_NEEDED)
  const codes = signed && (await makeRecoveryCodes(parts.sql, user.sub, signed.device.id))
  if (!codes) return tell(ctx, 403, NOT_SIGNED)
  await touchDevice(parts.sql, signed.device.id)
  parts.log.info('recovery codes were made')
  tell(ctx, 201, { code: 'codes', codes })
}

const DeviceAnswer = z.strictObject({
  request: z.uuid(),
  answer: z.enum(['allowed', 'refused']),
  thumbprint: z.string(),
  time: z.iso.datetime(),
  passkey: Assertion.optional(),
})

const OUTCOMES: Record<DeviceRequestOutcome, Told & { status: number }> = {
  allowed: { status: 200, code: 'allowed', message: ({ told }) => told.deviceAnswers.allowed },
  refused: { status: 200, code: 'refused', message: ({ told }) => told.deviceAnswers.refused },
  no_room: {
    status: 409,
    code: 'no_room',
    message: ({ told }) => told.deviceAnswers.no_room(DEVICES_MAX),
  },
  over: { status: 409, code: 'answered', message: ({ told }) => told.deviceAnswers.over },
}

/** Takes an enrolled device's signed answer to a browser that asks to become a device. */
export async function takeDeviceAnswer(asked: Asked, id: string): Promise<void> {
  const { parts, ctx, user } = asked
  const { sql, log, changes } = parts
  const jws = signedOf(asked)
  const signed = await readSigned(sql, user.sub, DEVICE_ANSWER, jws)
  const parsed = DeviceAnswer.safeParse(signed?.payload)
  if (!signed || !parsed.success || parsed.data.request !== id) return tell(ctx, 403, NOT_SIGNED)
  const { answer, thumbprint, passkey } = parsed.data
  const challenge = challengeOver(id, thumbprint)
  if (answer === 'allowed' && (await readConfirmation(contextOf(asked), challenge, passkey)) === undefined)
    return tell(ctx, 403, PASSKEY_NEEDED)
  const given = { sub: user.sub, id, answer, thumbprint, answeredBy: signed.device.id, jws }
  const outcome = await answerDeviceRequest(sql, given)
  const { status, ...told } = OUTCOMES[outcome]
  if (outcome === 'over') return tell(ctx, status, told)
  changes.announce(user.sub)
  log.info({ outcome }, 'a device request was answered')
  await touchDevice(sql, signed.device.id)
  tell(ctx, status, told)
}

export function contextOf({ parts, user }: Asked) {
  return { sql: parts.sql, sub: user.sub, origin: new URL(parts.config.issuer).origin }
}

export function signedOf({ form }: Asked): string {
  return form.get('signed') ?? ''
}
