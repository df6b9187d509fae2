import { formatMoney } from '@/lib/transfers/money'
import type { Receipt } from './receipt'

/** A receipt in words: what was displayed, approved and posted, and what all that does not prove. */
export function describeReceipt({ asked, displayed, approved, posted, audit, ...receipt }: Receipt): string {
  const [detail] = displayed.document.authorization_details
  const { debtorAccount, creditorAccount, creditorName, remittanceInformationUnstructured: memo } = detail
  const money = formatMoney(detail.instructedAmount.amount, detail.instructedAmount.currency)
  const written = new Date(receipt.iat * 1000).toISOString()
  return `Receipt of ${receipt.iss} for approval ${receipt.approvalId}, written ${written}

Displayed
  ${money} from ${debtorAccount.name} ${debtorAccount.mask} to ${creditorAccount.name} ${creditorAccount.mask}, ${creditorName}
  Memo: ${memo ?? 'none'}
  Message: ${displayed.document.binding_message}
  Asked ${asked.at} for customer ${receipt.customerId}, in chat ${asked.chatId ?? '(none)'}, tool call ${asked.toolCallId ?? '(none)'}
  Hash ${displayed.hash}, which the bank ${displayed.recordedWhenAsked ? 'wrote down when it asked' : 'computed only now'} and the token ${displayed.confirmedByToken ? 'repeated' : 'did not repeat'}

Approved
  The bank learned of it ${approved.at}
  Device: ${approved.device ? `${approved.device.name} (${approved.device.id}), key ${approved.device.jkt}` : 'the tenant did not say'}
  Brought by agent client ${approved.agentClientId ?? '(none)'}, token ${approved.tokenId ?? '(not named)'}

Posted
  ${formatMoney(posted.amount, posted.currency)} from account ${posted.debtorAccountId} to account ${posted.creditorAccountId}
  Transfer ${posted.transferId}, ${posted.at}, on the authority of ${posted.authority === 'approval' ? 'the approval' : 'the customer’s session'}
${audit.map(({ event, position, hash }) => `  Audit ${position.padStart(4)}  ${hash}  ${event}`).join('\n')}

It does not prove
${receipt.doesNotProve.map((words) => `  - ${words}`).join('\n')}`
}
