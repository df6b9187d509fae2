import type { KoaContextWithOIDC } from 'oidc-provider'
import { type Told, tell } from '../http/answers'
import type { PhoneParts } from '../phone/parts'
import { SIGNED_OUT, UNKNOWN_DEVICE } from '../phone/sessions'
import type { Asked } from './asked'
import { comparisonCode, thumbprintOf } from './device-key'
import { badName, DeviceName, guessDeviceName } from './device-name'
import { openDeviceRequest, stateOfDeviceRequest } from './device-requests'
import { findDeviceByKey, touchDevice } from './devices'
import { DEVICES_MAX, enrolByTicket, enrolFirst, enrolOnce, type NewDevice } from './enrol'
import { readKeyProof } from './proofs'

const NOT_PROVEN: Told = { code: 'not_proven', message: ({ told }) => told.notProven }
export const KNOWN_KEY: Told = { code: 'known_key', message: ({ told }) => told.knownKey }
const NOT_ENROLLED = {
  not_first: { status: 409, code: 'not_first', message: ({ told }) => told.notFirst },
  bad_ticket: { status: 403, code: 'bad_ticket', message: ({ told }) => told.badTicket },
  known_key: { status: 409, ...KNOWN_KEY },
  no_room: { status: 409, code: 'no_room', message: ({ told }) => told.noRoom(DEVICES_MAX) },
} satisfies Record<string, Told & { status: number }>
const TOO_MANY: Told = { code: 'too_many_requests', message: ({ told }) => told.tooManyRequests }
const NO_OTHER: Told = { code: 'no_device', message: ({ told }) => told.noOtherDevice }

/** Enrols a browser as the customer's first device, or as another one by a ticket. */
export async function enrol(asked: Asked): Promise<void> {
  const { parts, ctx, user, form } = asked
  const { sql, sessions, log, changes } = parts
  const device = await newDeviceOf(asked)
  if (!device) return
  const ticket = form.get('ticket')
  const result = await enrolOnce(sql, device, async () =>
    ticket ? await enrolByTicket(sql, ticket, device) : await enrolFirst(sql, device),
  )
  if (result.outcome !== 'enrolled') {
    const { status, ...told } = NOT_ENROLLED[result.outcome]
    return tell(ctx, status, told)
  }
  const { id } = result
  log.info({ by: ticket ? 'ticket' : 'first' }, 'a device was enrolled')
  await sessions.bind(user, id)
  changes.announce(user.sub)
  tell(ctx, 201, { code: 'enrolled', device: id })
}

/** Takes a browser's proof that it is one of the customer's devices, and notes the device in its session. */
export async function prove(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const proof = await keyProofOf(asked)
  if (!proof) return tell(ctx, 403, NOT_PROVEN)
  const id = await findDeviceByKey(parts.sql, user.sub, await thumbprintOf(proof.key))
  if (!id) return tell(ctx, 403, UNKNOWN_DEVICE)
  await parts.sessions.bind(user, id)
  await touchDevice(parts.sql, id)
  tell(ctx, 200, { code: 'proven', device: id })
}

/** Asks the customer's devices to let this browser in. */
export async function askOtherDevice(asked: Asked): Promise<void> {
  const { parts, ctx, user } = asked
  const device = await newDeviceOf(asked)
  if (!device) return
  if (user.devices === 0) return tell(ctx, 409, NO_OTHER)
  const request = await openDeviceRequest(parts.sql, device, guessDeviceName(ctx.get('user-agent')))
  if (!request) return tell(ctx, 429, TOO_MANY)
  parts.changes.announce(user.sub)
  tell(ctx, 201, { code: 'asked', request, comparison: comparisonCode(await thumbprintOf(device.key)) })
}

/** Tells the browser that asked the state of its request. */
export async function tellRequestState(
  { sql, sessions }: PhoneParts,
  ctx: KoaContextWithOIDC,
  id: string,
): Promise<void> {
  const user = await sessions.userOf(ctx)
  if (!user) return tell(ctx, 401, SIGNED_OUT)
  tell(ctx, 200, { code: 'state', state: await stateOfDeviceRequest(sql, user.sub, id) })
}

/** The browser that wants to become a device; undefined where its proof or its name is bad, which is answered here. */
export async function newDeviceOf(asked: Asked): Promise<NewDevice | undefined> {
  const proof = await keyProofOf(asked)
  const name = DeviceName.safeParse(proof?.name)
  if (proof && name.success) return { sub: asked.user.sub, key: proof.key, name: name.data }
  tell(asked.ctx, proof ? 400 : 403, proof ? badName(proof.name) : NOT_PROVEN)
  return undefined
}

function keyProofOf({ parts, user, form }: Asked) {
  const { origin } = new URL(parts.config.issuer)
  return readKeyProof({ sql: parts.sql, sub: user.sub, origin }, form.get('proof') ?? '')
}
