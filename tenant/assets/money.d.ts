import type { Language } from '../words/language'

export function formatMoney(amount: string, currency: string, language: Language): string
export function decimalIn(text: string, language: string): string | undefined
