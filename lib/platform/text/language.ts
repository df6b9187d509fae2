import { cookieOf } from '@/lib/platform/http/cookie-of'

/** The languages of the portal, and of the local tenant's pages. Aiya, the API and the files speak English alone. */
export const LANGUAGES = ['en', 'de'] as const
export type Language = (typeof LANGUAGES)[number]

/** The cookie in which the profile page keeps the customer's choice. */
export const LANGUAGE_COOKIE = 'baink_language'

/** How each language writes numbers and money, and how days (BCP 47). */
export const LOCALES: Record<Language, { numbers: string; days: string }> = {
  en: { numbers: 'en-US', days: 'en-GB' },
  de: { numbers: 'de-DE', days: 'de-DE' },
}

/** The address of one of the tenant's pages, with the language that it is to speak (OpenID Connect Core section 3.1.2.1). */
export function addressIn(language: Language, address: string): string {
  return `${address}?ui_locales=${language}`
}

const RANGES_MAX = 20

/**
 * The language of the page for a request: what the customer chose, else what the browser prefers of the portal's languages
 * (`Accept-Language`, RFC 9110 section 12.5.4), else English.
 */
export function languageOf(request: { headers: Pick<Headers, 'get'> }): Language {
  const chosen = cookieOf(request, LANGUAGE_COOKIE)
  return LANGUAGES.find((language) => language === chosen) ?? preferred(request.headers.get('accept-language') ?? '')
}

function preferred(header: string): Language {
  const wished = header.split(',', RANGES_MAX).flatMap((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    const language = LANGUAGES.find((known) => tag === known || tag.startsWith(`${known}-`))
    const weight = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1)
    return language && weight > 0 ? [{ language, weight }] : []
  })
  // The sort is stable: of two that weigh the same, the first one written comes first.
  return wished.sort((one, other) => other.weight - one.weight)[0]?.language ?? 'en'
}
