import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Middleware } from '../http/route'
import type { TenantClient, TenantConfig } from '../tenant-config'
import { type Html, html } from './html'

/** Whose pages these are, and what they call themselves. */
export interface House {
  /** In the title of each page. */
  title: string
  icon: 'icon.svg' | 'icon-alone.svg'
  /** Sign and name. */
  brand: Html
  /** What the one who answers is, as in "The bank did not answer." */
  noun: 'bank' | 'tenant'
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

/** The bank's own pages, or those of a tenant alone, which knows no more names than its configuration has. */
export function houseOf({ homeUrl, clients, alone }: Pick<TenantConfig, 'homeUrl' | 'clients' | 'alone'>): House {
  if (!alone) return bank(homeUrl, clients)
  const askers = clients.filter(({ asksForApprovals }) => asksForApprovals).map(({ name }) => name)
  return {
    title: 'local tenant',
    icon: 'icon-alone.svg',
    brand: brandOf(
      html`<path d="M16 7.5 23 10v6c0 4.600-2.900 7.500-7 8.800-4.100-1.300-7-4.200-7-8.800v-6z"></path>`,
      html`local tenant`,
    ),
    noun: 'tenant',
    home: 'To the phone',
    afterDevice: { href: homeUrl, words: 'To the phone' },
    neverAsks: {},
    signInLead: (clientId) => `Log in to ${clients.find(({ id }) => id === clientId)?.name ?? 'go on'}.`,
    nothingWaits: 'When a client asks for your approval, you decide here.',
    whoSays: { itself: 'It says', forAnother: 'It says' },
    phoneLead: `Sign in on this phone to approve or deny what ${listed(askers) || 'a client'} asks for.`,
  }
}

function bank(homeUrl: string, clients: TenantClient[]): House {
  return {
    title: 'the bAInk',
    icon: 'icon.svg',
    brand: brandOf(
      html`<path d="M8 13.2 16 8l8 5.2M9.5 22.5h13M11.5 15v5M16 15v5M20.5 15v5"></path>`,
      html`the b<b>AI</b>nk`,
    ),
    noun: 'bank',
    home: 'Back to the bank',
    afterDevice: { href: `${homeUrl}/profile`, words: 'To your profile' },
    neverAsks: {
      password: 'Nobody at the bank will ever ask you for your password.',
      code: 'Nobody from the bank will ever send you a code.',
    },
    signInLead: () => 'Log in to your accounts.',
    nothingWaits: 'When an agent wants to move your money, you decide here.',
    whoSays: { itself: 'The chat says', forAnother: 'The bank says' },
    freeze: `${homeUrl}/profile`,
    mandates: clients.some(({ revocationUri }) => revocationUri) ? '/phone/mandates' : `${homeUrl}/mandates`,
    phoneLead: 'Sign in on this phone to approve or deny what Aiya asks for.',
  }
}

function brandOf(sign: Html, name: Html): Html {
  return html`<span class="brand"><svg class="brand-sign" viewBox="0 0 32 32" aria-hidden="true">
<rect width="32" height="32" rx="9"></rect>${sign}
</svg><span>${name}</span></span>`
}

const listed = (names: string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(names)

/** Tells every page of this tenant whose it is. */
export function inHouse(house: House): Middleware {
  return (ctx, next) => {
    ctx.state.house = house
    return next()
  }
}

/** Whose page this request is answered with. */
export const houseFor = (ctx: KoaContextWithOIDC): House => ctx.state.house
