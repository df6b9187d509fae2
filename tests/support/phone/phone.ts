import { type Device, deviceOf, type Signature } from './device'

/** A customer's hand on the phone: signs in over HTTP, reads the waiting requests and answers them. */
export interface PhoneRobot {
  /** The phone page in its present state. */
  page(): Promise<string>
  /** The waiting requests, oldest first, each with its id, the text of its card and the document to sign. */
  pending(): Promise<PhoneRequest[]>
  /** Waits until there is a request (whose text contains `text`). */
  waitForRequest(text?: string): Promise<PhoneRequest>
  approve(id: string): Promise<PhoneAnswer>
  deny(id: string, reason?: DenialReason): Promise<PhoneAnswer>
  /** Sends an answer unchanged, signed or not. */
  send(id: string, signed: string): Promise<PhoneAnswer>
  /** Posts a form to any of the phone's addresses, with the origin of its own pages and its session. */
  post(path: string, form?: Record<string, string>): Promise<Response>
  signOut(): Promise<void>
  /** The session's cookie, as a request header. */
  cookie: string
  /** The enrolled key that this robot answers with. */
  device: Device
}

export interface PhoneRequest {
  id: string
  text: string
  displayed: string
}

export type DenialReason = { code: 'wrong_amount' | 'not_me' } | { code: 'other'; text: string }

export interface PhoneAnswer {
  status: number
  /** `approved` or `denied`; for a refused answer `answered`, `expired`, `unknown`, `not_signed` or `signed_out`. */
  code: string
}

const WAIT_MS = 20_000
const EVERY_MS = 50

/**
 * Signs in to the phone page of the tenant at `issuer`, on a device that this process enrols there. The customer's
 * first robot enrols a key as a first browser does; later ones in the same process are the same device.
 * @throws Error if the tenant refuses the password, or if another process has enrolled this customer's device
 */
export async function phoneRobot(issuer: string, email: string, password: string): Promise<PhoneRobot> {
  const { origin } = new URL(issuer)
  const welcome = await phonePost(origin)('/phone/sign-in', { email, password })
  const cookie = welcome.headers.getSetCookie()[0]?.split(';')[0]
  if (welcome.status !== 303 || !cookie) throw new Error(`the phone refused ${email}: ${welcome.status}`)
  const post = phonePost(origin, cookie)
  const device = await deviceOf(`${origin} ${email}`, origin, post)
  const documents = new Map<string, string>()

  const page = async () => (await fetch(`${origin}/phone`, { headers: { cookie } })).text()
  const pending = async () => {
    const cards = readCards(await page())
    for (const { id, displayed } of cards) documents.set(id, displayed)
    return cards
  }
  const send = async (id: string, signed: string): Promise<PhoneAnswer> => {
    const response = await post(`/phone/requests/${id}`, { signed })
    const { code } = (await response.json()) as { code: string }
    return { status: response.status, code }
  }
  const answer = async (id: string, more: Record<string, unknown>): Promise<PhoneAnswer> => {
    if (!documents.has(id)) await pending()
    return send(id, await signAnswer(device, { request: id, ...more, displayed: documents.get(id) ?? '' }))
  }
  return {
    page,
    pending,
    cookie,
    device,
    post,
    send,
    waitForRequest: async (text = '') => {
      const deadline = Date.now() + WAIT_MS
      while (Date.now() < deadline) {
        const found = (await pending()).find((card) => card.text.includes(text))
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
      }
      throw new Error(`no request "${text}" came to the phone of ${email}`)
    },
    approve: (id) => answer(id, { answer: 'approved' }),
    deny: (id, reason) => answer(id, { answer: 'denied', ...(reason && { reason }) }),
    signOut: async () => {
      await post('/phone/sign-out', {})
    },
  }
}

export type PhonePost = PhoneRobot['post']

/** Posts forms as the phone's pages do, under a session's cookie. */
export function phonePost(origin: string, cookie?: string): PhonePost {
  return (path, form = {}) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, accept: 'application/json', ...(cookie && { cookie }) },
      body: new URLSearchParams(form),
    })
}

/** An answer signed as the phone's script signs it; `signature` changes the header. */
export function signAnswer(
  device: Device,
  answer: Record<string, unknown>,
  signature: Partial<Signature> = {},
): Promise<string> {
  return device.sign({ typ: 'answer+jwt', ...signature }, { time: new Date().toISOString(), ...answer })
}

function readCards(page: string): PhoneRequest[] {
  const cards = page.match(/<section class="card request"[\s\S]*?<\/section>/g) ?? []
  return cards.map((card) => ({
    id: /data-id="([^"]+)"/.exec(card)?.[1] ?? '',
    displayed: unescaped(/data-displayed="([^"]*)"/.exec(card)?.[1] ?? ''),
    text: card
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  }))
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

function unescaped(text: string): string {
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity)
}
