import type { Language } from '@/lib/platform/text/language'
import { agents as germanAgents } from './de/agents'
import { approval as germanApproval, approvals as germanApprovals } from './de/approvals'
import { chat as germanChat } from './de/chat'
import { frame as germanFrame } from './de/frame'
import { accounts as germanAccounts, welcome as germanWelcome } from './de/home'
import { mandates as germanMandates } from './de/mandates'
import { orders as germanOrders, portfolio as germanPortfolio } from './de/orders'
import { profile as germanProfile } from './de/profile'
import { statement as germanStatement } from './de/statement'
import { amounts as germanAmounts, choices as germanChoices, transfer as germanTransfer } from './de/transfer'
import { agents } from './en/agents'
import { approval, approvals } from './en/approvals'
import { chat } from './en/chat'
import { frame } from './en/frame'
import { accounts, welcome } from './en/home'
import { mandates } from './en/mandates'
import { orders, portfolio } from './en/orders'
import { profile } from './en/profile'
import { statement } from './en/statement'
import { amounts, choices, transfer } from './en/transfer'
import { GERMAN_MEMBER, GERMAN_MEMBERS, GERMAN_PROBLEMS, GERMAN_REFUSAL } from './problems'
import type { Shown } from './templates'

// The server alone holds both languages: a page is given what it says, in its own (scripts/layout-rules.ts).

const english = {
  chat,
  frame,
  agents,
  approval,
  approvals,
  welcome,
  accounts,
  profile,
  amounts,
  choices,
  transfer,
  statement,
  mandates,
  orders,
  portfolio,
}
const german: { [Part in keyof typeof english]: object } = {
  chat: germanChat,
  frame: germanFrame,
  agents: germanAgents,
  approval: germanApproval,
  approvals: germanApprovals,
  welcome: germanWelcome,
  accounts: germanAccounts,
  profile: germanProfile,
  amounts: germanAmounts,
  choices: germanChoices,
  transfer: germanTransfer,
  statement: germanStatement,
  mandates: germanMandates,
  orders: germanOrders,
  portfolio: germanPortfolio,
}

/** What the API's refusals are called, by code. In English they bring their words themselves. */
export interface ProblemWords {
  byCode: Partial<Record<string, string>>
  /** For a code without words; null where the API's own are shown. */
  refusal: string | null
  /** What is wrong with one member, by how the API's own words begin. */
  members: Record<string, string>
  /** For what else is wrong with one member; null where the API's own words are shown. */
  member: string | null
}

const PROBLEMS: Record<Language, ProblemWords> = {
  en: { byCode: {}, refusal: null, members: {}, member: null },
  de: { byCode: GERMAN_PROBLEMS, refusal: GERMAN_REFUSAL, members: GERMAN_MEMBERS, member: GERMAN_MEMBER },
}

/** Every sentence of one language, by the part of the portal that says it. */
export type Words = Shown<typeof english> & { problems: ProblemWords }

/** All sentences of a language. */
export function wordsOf(language: Language): Words {
  const parts = language === 'de' ? german : english
  return { ...parts, problems: PROBLEMS[language] } as unknown as Words
}

/** What every page is given. */
export const EVERYWHERE = ['frame', 'agents', 'approval', 'problems'] as const satisfies (keyof Words)[]
