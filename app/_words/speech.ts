import { createElement, Fragment, type ReactNode } from 'react'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { type Language, LOCALES } from '@/lib/platform/text/language'
import type { Words } from './dictionary'
import type { Plural, Template } from './templates'

/** One language, with the sentences that this page has of it. */
export interface Speech {
  language: Language
  words: Words
  /** A sentence with its values. */
  say<V extends string>(template: Template<V>, values: Record<V, string | number>): string
  /** A sentence with elements in it: as values, or around the words of a tag. */
  rich<V extends string, T extends string>(
    template: Template<V, T>,
    values: Record<V, ReactNode> & Record<T, (words: ReactNode) => ReactNode>,
  ): ReactNode
  /** A decimal string as money: `$2,500.00`, `2.500,00 $`. */
  money(decimal: string, currency: string): string
  /** How days and times are written. */
  dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat
}

/** The speech of a language. `words` may lack those of other pages, which then cannot be said. */
export function speechIn(language: Language, words: Words): Speech {
  const { numbers, days } = LOCALES[language]
  const textOf = (template: unknown, values: Record<string, unknown>): string => {
    if (typeof template === 'string') return template
    const forms = template as Plural
    return forms[new Intl.PluralRules(language).select(Number(values.count)) as keyof Plural] ?? forms.other
  }
  return {
    language,
    words,
    say: (template, values) =>
      textOf(template, values).replace(/\{(\w+)\}/g, (_, name) => String((values as Record<string, unknown>)[name])),
    rich: (template, values) => elementsIn(textOf(template, values), values),
    money: (decimal, currency) => formatMoney(decimal, currency, numbers),
    dateFormat: (options) => new Intl.DateTimeFormat(days, options),
  }
}

type Wrapping = (words: ReactNode) => ReactNode

/** Values are put in and never read: a name that holds a brace or a tag stays a name. */
function elementsIn(text: string, values: Record<string, ReactNode | Wrapping>): ReactNode {
  return text.split(/(\{\w+\}|<\w+>.*?<\/\w+>)/).map((piece, place) => {
    const tag = /^<(\w+)>(.*)<\/\w+>$/.exec(piece)
    const value = /^\{(\w+)\}$/.exec(piece)
    const node = tag
      ? (values[tag[1] ?? ''] as Wrapping)(elementsIn(tag[2] ?? '', values))
      : value
        ? (values[value[1] ?? ''] as ReactNode)
        : piece
    return createElement(Fragment, { key: place }, node)
  })
}
