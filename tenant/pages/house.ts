import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Middleware } from '../http/route'
import type { TenantClient, TenantConfig } from '../tenant-config'
import { LANGUAGES, type Language, languageFor } from '../words/language'
import type { Noun } from '../words/noun'
import { type Words, wordsOf } from '../words/words'
import { type Html, html } from './html'

/** Whose pages these are, what they call themselves, and in which language they say it. */
export interface House {
  language: Language
  words: Words
  /** In the title of each page. */
  title: string
  icon: 'icon.svg' | 'icon-alone.svg'
  /** Sign and name. */
  brand: Html
  /** What the one who answers is, as in "The bank did not answer." */
  noun: Noun
  /** The words of the link that leads away from a page that is no use. */
  home: string
  /** Where connecting a device ends. */
  afterDevice: { href: string; words: string }
  /** What nobody will ever do, where there is somebody who might. */
  neverAsks: { password?: string; code?: string }
  signInLead(clientId: unknown): string
  phoneLead: string
  nothingWaits: string
  /** Who speaks in a transfer's binding message: whoever asks, for itself or on another's behalf. */
  whoSays: { itself: string; forAnother: string }
  /** Where all agents can be stopped, and where what they may do by themselves is ended. */
  freeze?: string
  mandates?: string
}

type Known = Pick<TenantConfig, 'homeUrl' | 'clients' | 'alone'>

/** The bank's own pages, or those of a tenant alone, which knows no more names than its configuration has. */
export function houseOf({ homeUrl, clients, alone }: Known, language: Language): House {
  if (!alone) return bank(homeUrl, clients, language)
  const words = wordsOf(language, 'tenant')
  const says = words.house.alone
  const askers = clients.filter(({ asksForApprovals }) => asksForApprovals).map(({ name }) => name)
  return {
    language,
    words,
    title: says.title,
    icon: 'icon-alone.svg',
    brand: brandOf(
      html`<path d="M16 7.5 23 10v6c0 4.600-2.900 7.500-7 8.800-4.100-1.300-7-4.200-7-8.800v-6z"></path>`,
      html`${says.title}`,
    ),
    noun: 'tenant',
    home: says.toPhone,
    afterDevice: { href: homeUrl, words: says.toPhone },
    neverAsks: {},
    signInLead: (clientId) => says.signInLead(clients.find(({ id }) => id === clientId)?.name),
    nothingWaits: says.nothingWaits,
    whoSays: { itself: says.itSays, forAnother: says.itSays },
    phoneLead: says.phoneLead(listed(askers, language) || says.someClient),
  }
}

function bank(homeUrl: string, clients: TenantClient[], language: Language): House {
  const words = wordsOf(language, 'bank')
  const says = words.house.bank
  return {
    language,
    words,
    title: 'the bAInk',
    icon: 'icon.svg',
    brand: brandOf(
      html`<path d="M8 13.2 16 8l8 5.2M9.5 22.5h13M11.5 15v5M16 15v5M20.5 15v5"></path>`,
      html`the b<b>AI</b>nk`,
    ),
    noun: 'bank',
    home: says.home,
    afterDevice: { href: `${homeUrl}/profile`, words: says.afterDevice },
    neverAsks: says.neverAsks,
    signInLead: () => says.signInLead,
    nothingWaits: says.nothingWaits,
    whoSays: { itself: says.itSays, forAnother: says.saysForAnother },
    freeze: `${homeUrl}/profile`,
    mandates: clients.some(({ revocationUri }) => revocationUri) ? '/phone/mandates' : `${homeUrl}/mandates`,
    phoneLead: says.phoneLead,
  }
}

function brandOf(sign: Html, name: Html): Html {
  return html`<span class="brand"><svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
<rect width="32" height="32" rx="9"></rect>${sign}
</svg><span>${name}</span></span>`
}

const listed = (names: string[], language: Language) =>
  new Intl.ListFormat(language, { type: 'disjunction' }).format(names)

/** Tells every page of this tenant whose it is, and the language of its request. */
export function inHouse(config: Known & Pick<TenantConfig, 'issuer'>): Middleware {
  const houses = new Map(LANGUAGES.map((language) => [language, houseOf(config, language)]))
  return (ctx, next) => {
    ctx.state.house = houses.get(languageFor(ctx, config.issuer))
    return next()
  }
}

/** Whose page this request is answered with. */
export const houseFor = (ctx: KoaContextWithOIDC): House => ctx.state.house
