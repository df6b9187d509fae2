import type { Words } from '@/app/_words/dictionary'
import { type ApiProblem, isWorthRetrying } from './api'

/** What a refusal of the bank is called. A proxy's answer has no title of the bank's. */
export function titleOf({ code, title }: ApiProblem, { frame, problems }: Words): string {
  if (title === '') return frame.failure.proxy
  return problems.byCode[code] ?? problems.refusal ?? title
}

/** What a refusal says beyond its title; null where it says no more, or not in this language. */
export function detailOf({ detail }: ApiProblem, { problems }: Words): string | null {
  return problems.refusal === null ? detail : null
}

/** What is wrong with one member of a request, as the bank says it. */
export function memberWords(message: string, { problems }: Words): string {
  const known = Object.entries(problems.members).find(([begins]) => message.startsWith(begins))
  return known?.[1] ?? problems.member ?? message
}

/**
 * The words for a customer whose change was not confirmed. `notDone` is used only where the bank itself refused: after
 * a lost answer nobody knows what was done.
 */
export function failureOf(
  error: unknown,
  notDone: string,
  words: Words,
): { title: string; message: string; color: string } {
  if (isWorthRetrying(error)) return { ...words.frame.notCertain, color: 'yellow' }
  const problem = error as ApiProblem
  return { title: notDone, message: detailOf(problem, words) ?? titleOf(problem, words), color: 'red' }
}
