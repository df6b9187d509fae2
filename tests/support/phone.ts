/** A customer's thumb: signs in to the phone over HTTP, looks at what waits there and answers it. */
export interface PhoneRobot {
  /** The phone's page as it stands now. */
  page(): Promise<string>
  /** What waits, oldest first: the request's id on the phone and the text of its card. */
  pending(): Promise<{ id: string; text: string }[]>
  /** Waits until a request (whose text contains `text`) is there. */
  waitForRequest(text?: string): Promise<{ id: string; text: string }>
  approve(id: string): Promise<PhoneAnswer>
  deny(id: string): Promise<PhoneAnswer>
  signOut(): Promise<void>
  /** The session's cookie, as a request header. */
  cookie: string
}

export interface PhoneAnswer {
  status: number
  /** `approved`, `denied`; or `answered`, `expired`, `unknown`, `signed_out` where it was refused. */
  code: string
}

const WAIT_MS = 10_000
const EVERY_MS = 50

/**
 * Signs in to the phone of the tenant at `issuer`.
 * @throws Error if the tenant refuses the password
 */
export async function phoneRobot(issuer: string, email: string, password: string): Promise<PhoneRobot> {
  const { origin } = new URL(issuer)
  const post = (path: string, form: Record<string, string>, cookie?: string) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin, accept: 'application/json', ...(cookie && { cookie }) },
      body: new URLSearchParams(form),
    })

  const welcome = await post('/phone/sign-in', { email, password })
  const cookie = welcome.headers.getSetCookie()[0]?.split(';')[0]
  if (welcome.status !== 303 || !cookie) throw new Error(`the phone refused ${email}: ${welcome.status}`)

  const page = async () => (await fetch(`${origin}/phone`, { headers: { cookie } })).text()
  const pending = async () => readCards(await page())
  const answer = async (id: string, decision: string): Promise<PhoneAnswer> => {
    const response = await post(`/phone/requests/${id}`, { answer: decision }, cookie)
    const { code } = (await response.json()) as { code: string }
    return { status: response.status, code }
  }
  return {
    page,
    pending,
    cookie,
    waitForRequest: async (text = '') => {
      const deadline = Date.now() + WAIT_MS
      while (Date.now() < deadline) {
        const found = (await pending()).find((card) => card.text.includes(text))
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
      }
      throw new Error(`no request "${text}" came to the phone of ${email}`)
    },
    approve: (id) => answer(id, 'approved'),
    deny: (id) => answer(id, 'denied'),
    signOut: async () => {
      await post('/phone/sign-out', {}, cookie)
    },
  }
}

function readCards(page: string): { id: string; text: string }[] {
  const cards = page.match(/<section class="card request"[\s\S]*?<\/section>/g) ?? []
  return cards.map((card) => ({
    id: /data-id="([^"]+)"/.exec(card)?.[1] ?? '',
    text: card
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  }))
}
