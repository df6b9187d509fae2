import { agentWords } from '@/lib/approvals/agent'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { isByCode, paymentIn, type Receipt } from './receipt'

function actorWords({ sub, client_name: name, client_host: host }: NonNullable<Receipt['asked']['act']>): string {
  return `${agentWords({ clientId: sub, name, host: host ?? null })}, client ${sub},`
}

const AUTHORITY: Record<Receipt['posted']['authority'], string> = {
  approval: 'the approval',
  session: 'the customer’s session',
  'session+approval': 'the customer’s session and the approval',
}

function orderWords(order: Receipt['displayed']['document']['authorization_details'][0]): string {
  if (order.type === 'payment_initiation') return ''
  const price = order.type === 'product_order' ? order.unitPrice : order.limitPrice
  const what = order.type === 'product_order' ? `${order.product.name}, from ${order.merchant}` : order.ticker
  return `  ${order.qty} of ${what}, at ${order.type === 'product_order' ? '' : 'most '}${formatMoney(price, order.currency)} each\n`
}

function confirmedBy(amr: string[] | undefined): string {
  if (!amr) return 'the tenant did not say'
  return `${wayOf(amr)} (${amr.join(', ')})`
}

const BY_PASSKEY = 'the device’s key, and a passkey that asked for biometrics or PIN'

function wayOf(amr: string[]): string {
  if (isByCode(amr)) return 'a code that the device made without a connection, which is no signature'
  if (amr.includes('spc')) return `${BY_PASSKEY}, in the browser’s own dialogue with payee and amount`
  return amr.includes('mfa') ? BY_PASSKEY : 'the device’s key'
}

/** A receipt in words: what was displayed, approved and posted, and what the receipt does not prove. */
export function describeReceipt({ asked, displayed, approved, posted, audit, ...receipt }: Receipt): string {
  const detail = paymentIn({ displayed })
  const [order] = displayed.document.authorization_details
  const { debtorAccount, creditorAccount, creditorName, remittanceInformationUnstructured: memo } = detail
  const money = formatMoney(detail.instructedAmount.amount, detail.instructedAmount.currency)
  const written = new Date(receipt.iat * 1000).toISOString()
  return `Receipt of ${receipt.iss} for approval ${receipt.approvalId}, written ${written}

Displayed
${orderWords(order)}  ${money} from ${debtorAccount.name} ${debtorAccount.mask} to ${creditorAccount.name} ${creditorAccount.mask}, ${creditorName}
  Memo: ${memo ?? 'none'}
  Message: ${displayed.document.binding_message}
  Asked ${asked.at}${asked.inPortal ? ' in the portal' : asked.act ? ` by ${actorWords(asked.act)}` : ''} for customer ${receipt.customerId}, in chat ${asked.chatId ?? '(none)'}, tool call ${asked.toolCallId ?? '(none)'}
  Hash ${displayed.hash}, which the bank ${displayed.recordedWhenAsked ? 'wrote down when it asked' : 'computed only now'} and the token ${displayed.confirmedByToken ? 'repeated' : 'did not repeat'}

Approved
  The bank learned of it ${approved.at}
  Device: ${approved.device ? `${approved.device.name} (${approved.device.id}), key ${approved.device.jkt}` : 'the tenant did not say'}
  Confirmed by: ${confirmedBy(approved.amr)}
  Brought by agent client ${approved.agentClientId ?? '(none)'}, token ${approved.tokenId ?? '(not named)'}${approved.act ? `, which ${approved.act.sub} got for the customer’s own` : ''}

Posted
  ${formatMoney(posted.amount, posted.currency)} from account ${posted.debtorAccountId} to account ${posted.creditorAccountId}
  Transfer ${posted.transferId}, ${posted.at}, on the authority of ${AUTHORITY[posted.authority]}
${audit.map(({ event, position, hash }) => `  Audit ${position.padStart(4)}  ${hash}  ${event}`).join('\n')}

It does not prove
${receipt.doesNotProve.map((words) => `  - ${words}`).join('\n')}`
}
