export function formatMoney(amount: string, currency: string): string
