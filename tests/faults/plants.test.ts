import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { PLANTS, type Plant } from './plants'

let bank: SeededBank
let url: string
beforeAll(async () => {
  bank = await openSeededBank()
  url = bank.ownerUrl
})
afterAll(() => bank.close())

const plant = (name: string) => PLANTS[name] as Plant

test('one side of a transfer is refused by the ledger', async () => {
  const control = plant('zero-sum-control')
  expect(control.apply).toBeUndefined()
  await expect(control.harm?.(url)).rejects.toThrow(/entries_sides/)
  expect(await verifyLedger(url)).toMatchObject({ differences: [] })
})

test('the same write goes through without what keeps it out, and the harness’s check finds it', async () => {
  const bug = plant('no-zero-sum')
  await bug.apply?.(url)
  await bug.harm?.(url)
  const { differences } = await verifyLedger(url)
  expect(differences.length).toBeGreaterThan(0)
})
