import { plain } from './markdown'
import type { Payee } from './tool-results'

/** Whom the customer can pay, and where more are added. */
export function payeesReply(payees: Payee[]): string {
  const add = 'You can add payees on the [Transfer page](/transfer).'
  if (payees.length === 0) return `You have no payees yet. ${add}`
  const lines = payees.map(({ name, nickname, mask, currency }) => {
    const title = nickname && nickname !== name ? `${plain(nickname)} (${plain(name)})` : plain(name)
    return `- ${title} ${plain(mask)}${currency ? `, ${currency}` : ''}`
  })
  return `You can pay:\n\n${lines.join('\n')}\n\n${add}`
}
