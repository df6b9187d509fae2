// node look.mjs: the customer's accounts and payees as JSON, in one line. Where there is no token yet, it asks for one first.
import { call } from './bank.mjs'

const { accounts } = await call('list_accounts', {})
const { payees } = await call('list_payees', {})
console.log(JSON.stringify({ accounts, payees }))
