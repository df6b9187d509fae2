import { setTimeout as sleep } from 'node:timers/promises'
import type postgres from 'postgres'
import { v7 as uuidv7 } from 'uuid'
import type { Portal } from '../support/bank/portal'
import type { PhoneRobot } from '../support/phone/phone'

const POSTED_MS_MAX = 40_000
const LOOK_MS = 25

/** Asks Aiya for a transfer of 3 dollars. @returns its id on the phone, where it waits */
export async function askAiya(portal: Portal, phone: PhoneRobot, memo: string): Promise<string> {
  const text = `move $3 from checking to savings for ${memo}`
  const message = { id: uuidv7(), role: 'user', parts: [{ type: 'text', text }] }
  await (await portal.post(`/api/chat/${uuidv7()}`, { message })).text()
  return (await phone.waitForRequest(memo)).id
}

/** Waits until the approval says that it is posted. @returns how many transfers of this memo the book then has */
export async function untilPosted(sql: postgres.Sql, memo: string): Promise<number> {
  const deadline = performance.now() + POSTED_MS_MAX
  for (;;) {
    const [approval] = await sql`SELECT status, reason FROM approvals WHERE memo = ${memo}`
    if (approval?.status === 'posted') return (await sql`SELECT FROM transfers WHERE memo = ${memo}`).length
    if (performance.now() > deadline)
      throw new Error(`${memo} is ${approval?.status ?? 'not asked for'}: ${approval?.reason ?? 'no reason'}`)
    await sleep(LOOK_MS)
  }
}
