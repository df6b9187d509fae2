import { type Member, membersOf } from '../assets/members.js'
import { visible } from '../assets/printable.js'
import type { AuthorizationDetail } from '../oidc/authorization-detail'
import { type Html, html } from '../pages/html'
import type { PendingApproval } from './approvals'
import { card, said } from './card-frame'

/**
 * A request that is no transfer: the binding message, and a row for each member of each detail, with money and names
 * large. The texts come from the displayed document. Their order comes from the request, because a canonical document
 * has lost it.
 */
export function detailsCard(approval: PendingApproval): Html {
  const { id, details, sent, bindingMessage } = approval
  return card(approval, {
    asks: wishOf(details),
    about: `message-${id}`,
    kind: 'details',
    body: html`<p class="asked-for" id="message-${id}"><bdi data-shows="message" translate="no">${visible(bindingMessage)}</bdi></p>
${details.map((detail, index) => detailFacts(detail, sent[index] ?? detail, index))}
${details.length === 0 && html`<p class="said">There is no detail beside this message: compare it with what you were told where you were asked.</p>`}
${approval.actor?.profile === 'ai_agent' && said('Asked by', 'actor', approval.actor.name)}`,
  })
}

function wishOf(details: AuthorizationDetail[]): string {
  if (details.some(({ type }) => type === 'confirmation_limit_change')) return 'asks to change when this phone is asked'
  if (details.some(({ type }) => type === 'standing_mandate')) return 'asks for a standing mandate'
  return details.length > 0 ? 'asks for your approval' : 'asks you to confirm'
}

function detailFacts(detail: AuthorizationDetail, sent: AuthorizationDetail, index: number): Html {
  const places = membersOf([sent]).map(({ place }) => place)
  const members = membersOf([detail]).sort((one, other) => places.indexOf(one.place) - places.indexOf(other.place))
  const facts = members.map((member) => {
    const isFine = detail.type === 'standing_mandate' && !MANDATE_WORDS.has(member.place.split('.')[1] ?? '')
    return factOf(isFine ? { ...member, kind: 'fine' } : member, index, currencyBeside(member, members))
  })
  return html`<dl class="facts detail-facts">${facts}</dl>`
}

/** The members of a mandate that are for people; the others say the same for programs, in small print. */
const MANDATE_WORDS = new Set(['agent', 'atMostAtOnce', 'atMostInAll', 'from', 'to', 'until'])

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
): Html {
  // Within one detail, places begin at 0; the document counts the details.
  const shows = place.replace(/^0/, String(index))
  return html`<div class="fact-${kind}"><dt><bdi>${visible(label)}</bdi></dt><dd><bdi data-shows="${shows}" translate="no">${visible(text)}</bdi>${currency !== undefined && html` <span class="currency" translate="no">${visible(currency)}</span>`}</dd></div>`
}
