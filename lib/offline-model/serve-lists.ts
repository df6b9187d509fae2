import { ask, type Conversation } from './conversation'
import { plain, table } from './markdown'
import type { ToolName, ToolResult } from './tool-results'

/** Tells in words what a tool lists, and names the page that shows the same even where the tool does not answer. */
function listing<Name extends ToolName>(tool: Name, page: string, inWords: (result: ToolResult<Name>) => string) {
  return function* (): Conversation<string> {
    return `${inWords(yield* ask(tool, {}, page))}\n\n${page}`
  }
}

const bullets = (head: string, lines: string[]) => `${head}\n\n${lines.map((line) => `- ${line}`).join('\n')}`

/**
 * What the bank itself must tell: who can be paid, what waits, what the limits leave, an own account's number. Products and
 * shares stand on a card beside the words.
 */
export const LISTS = {
  payees: listing('listPayees', 'You can add payees on the [Transfer page](/transfer).', ({ payees }) => {
    const lines = payees.map(({ name, nickname, mask, currency }) => {
      const title = nickname && nickname !== name ? `${plain(nickname)} (${plain(name)})` : plain(name)
      return `${title} ${plain(mask)}${currency ? `, ${currency}` : ''}`
    })
    return lines.length === 0 ? 'You have no payees yet.' : bullets('You can pay:', lines)
  }),
  approvals: listing(
    'listWaiting',
    'Approve or deny on your phone, or withdraw on [Approvals](/approvals), where the rest is too.',
    ({ waiting }) => {
      const lines = waiting.map(({ summary }) => plain(summary))
      return lines.length === 0 ? 'Nothing waits for your approval.' : bullets('Waiting for your phone:', lines)
    },
  ),
  limits: listing('listLimits', 'Your limits are on the [Transfer page](/transfer).', ({ limits }) => {
    const cells = limits.map((one) => [one.perTransferFormatted, one.perDayFormatted, one.leftFormatted, one.renews])
    const rows = cells.map((row) => row.map(plain))
    return table(['A transfer>', 'A day>', 'Left today>', 'Renews'], rows)
  }),
  'account-number': listing(
    'listAccountNumbers',
    'Your accounts are on the [Accounts page](/accounts).',
    ({ accounts }) => {
      const rows = accounts.map(({ name, number }) => [plain(name), plain(number)])
      return table(['Account', 'Number'], rows)
    },
  ),
  products: listing('listProducts', 'Say "buy" with a number and a name, and I ask your phone.', ({ products }) =>
    products.length === 0 ? 'The shop has nothing to sell just now.' : 'This is what the shop sells.',
  ),
  *portfolio(): Conversation<string> {
    const { holdings } = yield* ask('getPortfolio', {}, 'Your shares are on the [Portfolio page](/portfolio).')
    if (holdings.length === 0) return 'You hold no shares.'
    return 'These are your shares, at the prices of now. Prices can fall as well as rise.'
  },
}

export const isList = (about: string): about is keyof typeof LISTS => Object.hasOwn(LISTS, about)
