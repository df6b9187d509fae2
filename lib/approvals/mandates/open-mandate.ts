import { v7 as uuidv7 } from 'uuid'
import { maskOf } from '@/lib/ledger/accounts/account'
import { asRefusal, Refusal } from '@/lib/ledger/refusal'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { TOOL_CALL_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { printablePart } from '@/lib/platform/text/printable-text'
import { type Agent, AIYA, PORTAL } from '../agent'
import { displayedHash } from '../displayed'
import { LEASE_SECONDS, PROCESS } from '../lease'
import { OPEN_APPROVALS_MAX } from '../open-approval'
import { findParties } from '../prepare'
import type { MandateWish } from './mandate'
import { describeMandate, mandateMessage } from './standing-mandate'

/** Where Aiya asks for it; left out where the customer does, in the portal. */
export interface AskedInChat {
  chatId: string
  toolCallId: string
  turnId?: string | undefined
}

/**
 * Opens a mandate in state `requested`, with its approval and this process's lease; the very same one that waits already is
 * joined. Nothing moves on it before the phone's yes.
 * @param agent who may use it: the one that the wish names.
 * @param timeZone the customer's (IANA), in which the phone's one line names the last day.
 * @throws Refusal by the bank's rules for the accounts, or the rules of asking.
 */
export async function openMandate(
  customerId: string,
  wish: MandateWish,
  agent: Agent,
  asked?: AskedInChat,
  timeZone = 'UTC',
): Promise<{ id: string; joined: boolean }> {
  const { APPROVAL_EXPIRY_SECONDS, AUTH0_CLIENT_ID } = env()
  const id = uuidv7()
  const described = { limits: wish, agent, validUntil: wish.validUntil, named: await accountNames(customerId, wish) }
  const details = describeMandate(described, id)
  const message = mandateMessage(described, timeZone)
  const [row] = await withDeadline(database().sql<{ approval_id: string; joined: boolean }[]>`
    SELECT * FROM open_mandate(
      p_id => ${id}, p_customer => ${customerId}, p_agent => ${JSON.stringify(agent)},
      p_max_per_transfer => ${wish.maxPerTransferMinor}, p_max_per_period => ${wish.maxPerPeriodMinor}, p_period => ${wish.period},
      p_currency => ${wish.currency}, p_debtor => ${wish.fromAccountId}, p_creditors => ${`{${wish.toAccountIds.join()}}`}::uuid[],
      p_valid_until => ${wish.validUntil.toISOString()}, p_asked_by => ${asked ? AIYA : PORTAL}, p_open_limit => ${OPEN_APPROVALS_MAX},
      p_binding_message => ${message}, p_details => ${JSON.stringify(details)}, p_displayed_hash => ${displayedHash([details], message)},
      p_agent_client => ${AUTH0_CLIENT_ID}, p_chat => ${asked?.chatId ?? null},
      p_tool_call => ${printablePart(asked?.toolCallId ?? '', TOOL_CALL_CHARACTERS_MAX) || null}, p_turn => ${asked?.turnId ?? null},
      p_lease_owner => ${PROCESS}, p_lease_seconds => ${LEASE_SECONDS}, p_expiry_seconds => ${APPROVAL_EXPIRY_SECONDS})`).catch(
    (error: unknown) => {
      throw asRefusal(error)
    },
  )
  if (!row) throw new Error('the ledger opened a mandate without an answer')
  if (!row.joined) announce(customerId, 'approval')
  return { id: row.approval_id, joined: row.joined }
}

/** What the ledger calls each account of the wish. */
async function accountNames(
  customerId: string,
  { fromAccountId, toAccountIds }: MandateWish,
): Promise<(accountId: string) => string> {
  const parties = await findParties(customerId, [fromAccountId, ...toAccountIds])
  return (accountId) => {
    const party = parties.find(({ id }) => id === accountId)
    if (!party) throw new Refusal('account_not_found')
    return `${party.own ? party.name : party.holder} ${maskOf(party.number)}`
  }
}
