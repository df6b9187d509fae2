import type { KoaContextWithOIDC } from 'oidc-provider'
import { cookieName } from '../http/cookie-name'

/** The languages of the tenant's pages. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

const LIFE_MS = 365 * 24 * 3600 * 1000
const RANGES_MAX = 20

/**
 * The first of these language tags that the tenant speaks.
 * @param tags as in `ui_locales`: parted by blanks, the most wanted one first (OpenID Connect Core section 3.1.2.1)
 */
function languageAmong(tags: unknown): Language | undefined {
  const wished = typeof tags === 'string' ? tags.split(' ', RANGES_MAX) : []
  return wished.flatMap((tag) => languageOfTag(tag.toLowerCase()) ?? [])[0]
}

/**
 * The language of the page for a request: what its address says, else what this browser chose or was told last, else what it
 * prefers (`Accept-Language`, RFC 9110 section 12.5.4), else English. What the address says is kept for the next requests.
 */
export function languageFor(ctx: KoaContextWithOIDC, issuer: string): Language {
  const told = ctx.method === 'GET' ? languageAmong(ctx.query.ui_locales) : undefined
  const kept = languageAmong(ctx.cookies.get(cookieName(issuer, 'language')))
  if (told && told !== kept) keepLanguage(ctx, issuer, told)
  return told ?? kept ?? preferred(ctx.get('accept-language'))
}

function keepLanguage(ctx: KoaContextWithOIDC, issuer: string, language: Language): void {
  ctx.cookies.set(cookieName(issuer, 'language'), language, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: LIFE_MS,
    signed: false,
    overwrite: true,
  })
}

function preferred(header: string): Language {
  const wished = header.split(',', RANGES_MAX).flatMap((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const language = languageOfTag(tag)
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
    return language && weight > 0 ? [{ language, weight }] : []
  })
  // The sort is stable: of two that weigh the same, the first one written comes first.
  return wished.sort((one, other) => other.weight - one.weight)[0]?.language ?? 'en'
}

function languageOfTag(tag: string): Language | undefined {
  return LANGUAGES.find((known) => tag === known || tag.startsWith(`${known}-`))
}
