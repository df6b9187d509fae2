import peggy from 'peggy'
import { GRAMMAR } from './grammar'

const RULES = ['Orders', 'Kept', 'Loose', 'Trade', 'Draft', 'Answer', 'Questions', 'Mandate']

/** Gives each `<pay|pay off>` of the grammar a rule of its own: one of these phrases, the longest first. */
function withPhrases(grammar: string): string {
  const phrases: string[] = []
  const rules = grammar.replace(/<([^<>]+)>/g, (_, list: string) => {
    const longestFirst = list.split('|').sort((one, other) => other.trim().length - one.trim().length)
    phrases.push(`Phrase${phrases.length} = ${longestFirst.map((phrase) => `@"${phrase.trim()}" W`).join(' / ')}`)
    return `Phrase${phrases.length - 1}`
  })
  return [rules, ...phrases].join('\n')
}

/** What peggy makes the parser of. With its cache it reads each rule at each place once: time grows with the text. */
export const SOURCE = [withPhrases(GRAMMAR), { cache: true, allowedStartRules: RULES }] as const

export const parser = peggy.generate(...SOURCE)
