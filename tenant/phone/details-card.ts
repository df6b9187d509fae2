import { type Member, membersOf } from '../assets/members.js'
import { visible } from '../assets/printable.js'
import type { AuthorizationDetail } from '../oidc/authorization-detail'
import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import type { Words } from '../words/words'
import type { PendingApproval } from './approvals'
import { card, said } from './card-frame'
import { apart, unbroken } from './drawn-text'

/**
 * A request that is no transfer: the binding message, and a row for each member of each detail, with money and names
 * large. The texts come from the displayed document. Their order comes from the request, because a canonical document
 * has lost it.
 */
export function detailsCard(approval: PendingApproval, house: House): Html {
  const { card: words } = house.words
  const { id, details, sent, bindingMessage } = approval
  return card(approval, house, {
    asks: wishOf(details),
    about: `message-${id}`,
    kind: 'details',
    body: html`<p class="asked-for" id="message-${id}"><bdi data-shows="message" translate="no">${unbroken(bindingMessage)}</bdi></p>
${details.map((detail, index) => detailFacts(detail, sent[index] ?? detail, index, words))}
${details.length === 0 && html`<p class="said">${words.noDetail}</p>`}
${approval.actor?.profile === 'ai_agent' && said(words.agent, 'actor', approval.actor.name)}`,
  })
}

function wishOf(details: AuthorizationDetail[]): keyof Words['card']['asks'] {
  if (details.some(({ type }) => type === 'confirmation_limit_change')) return 'confirmationChange'
  if (details.some(({ type }) => type === 'standing_mandate')) return 'mandate'
  return details.length > 0 ? 'approval' : 'confirm'
}

function detailFacts(
  detail: AuthorizationDetail,
  sent: AuthorizationDetail,
  index: number,
  words: Words['card'],
): Html {
  const labels: Partial<Record<string, string>> = known(words.members, detail.type) ?? {}
  const places = membersOf([sent]).map(({ place }) => place)
  const members = membersOf([detail]).sort((one, other) => places.indexOf(one.place) - places.indexOf(other.place))
  const facts = members.map((member) => {
    const label = labels[member.place.replace(/^0\./, '')]
    const isFine = detail.type === 'standing_mandate' && !((member.place.split('.')[1] ?? '') in labels)
    const said = { ...member, label: label ?? member.label, ...(isFine && { kind: 'fine' as const }) }
    const isAccounts = detail.type === 'standing_mandate' && ACCOUNTS.has(member.place)
    return factOf(said, index, currencyBeside(member, members), isAccounts ? apart : unbroken)
  })
  return html`<dl class="facts detail-facts">${facts}</dl>`
}

/** The members of a mandate that name accounts. */
const ACCOUNTS = new Set(['0.from', '0.to'])

/** What the members are called that are for people. The others of a mandate say the same for programs, in small print. */
function known(members: Words['card']['members'], type: string) {
  return type === 'standing_mandate' || type === 'confirmation_limit_change' ? members[type] : undefined
}

/** The currency that stands beside an amount in the same object. The currency has a row of its own as well. */
function currencyBeside({ kind, place }: Member, members: Member[]): string | undefined {
  if (kind !== 'money') return undefined
  const beside = place.replace(/[^.]*$/, 'currency')
  return members.find((other) => other.place === beside)?.text
}

function factOf(
  { place, label, text, kind }: Omit<Member, 'kind'> & { kind: Member['kind'] | 'fine' },
  index: number,
  currency: string | undefined,
  drawn: (text: string) => Html,
): Html {
  // Within one detail, places begin at 0; the document counts the details.
  const shows = place.replace(/^0/, String(index))
  return html`<div class="fact-${kind}"><dt><bdi>${visible(label)}</bdi></dt><dd><bdi data-shows="${shows}" translate="no">${drawn(text)}</bdi>${currency !== undefined && html` <span class="currency" translate="no">${visible(currency)}</span>`}</dd></div>`
}
