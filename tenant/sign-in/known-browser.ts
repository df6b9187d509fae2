import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { cookieName } from '../http/cookie-name'

const LIFE_MS = 180 * 24 * 3600 * 1000

/**
 * Browsers on which a customer has signed in with the right password before. Their attempts are counted apart, so that
 * guesses from elsewhere cannot lock the customer out. The cookie signs nobody in.
 */
export class KnownBrowsers {
  constructor(
    private readonly issuer: string,
    private readonly secret: string,
  ) {}

  /** This browser's own id, where this customer has signed in on it before. */
  idOf(ctx: KoaContextWithOIDC, email: string): string | undefined {
    const [id = '', signature = ''] = (ctx.cookies.get(this.nameFor(email)) ?? '').split('.')
    const expected = Buffer.from(this.sign(id, email))
    const given = Buffer.from(signature)
    return given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined
  }

  /** Notes that this customer has just signed in on this browser. */
  remember(ctx: KoaContextWithOIDC, email: string): void {
    const id = this.idOf(ctx, email) ?? randomBytes(16).toString('base64url')
    ctx.cookies.set(this.nameFor(email), `${id}.${this.sign(id, email)}`, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: LIFE_MS,
      signed: false,
      overwrite: true,
    })
  }

  /** The cookie for one customer of a browser. Its name does not reveal the customer. */
  private nameFor(email: string): string {
    const digest = createHash('sha256').update(email).digest('hex').slice(0, 12)
    return cookieName(this.issuer, `known_${digest}`)
  }

  private sign(id: string, email: string): string {
    return createHmac('sha256', this.secret).update(`known browser\n${id}\n${email}`).digest('base64url')
  }
}
