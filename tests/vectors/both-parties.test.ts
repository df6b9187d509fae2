import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { displayedDocument, displayedHash } from '@/lib/approvals/displayed'
import { readDenial } from '@/lib/approvals/ending'
import * as bankNames from '@/lib/approvals/look-alike'
import { readOrderDetails } from '@/lib/approvals/order-details'
import { type PaymentInitiation, paymentInitiation } from '@/lib/approvals/payment-initiation'
import { device } from '@/lib/auth0/token/approval-evidence'
import { NO_NAME, printablePart, printableText, unprintableIn } from '@/lib/platform/text/printable-text'
import { printable, refusedIn } from '@/tenant/assets/printable.js'
import { DeviceName } from '@/tenant/devices/device-name'
import { parseBankDetails } from '@/tenant/oidc/bank-detail'
import { DenialReason, describeDenial } from '@/tenant/phone/denial-reason'
import * as tenantDisplayed from '@/tenant/phone/displayed'
import * as tenantNames from '@/tenant/phone/look-alike'

// Bank and tenant share no code, so what both of them write or judge is held together by one folder of cases.

// Read and not imported: Vite's own reader of JSON refuses half a surrogate pair.
const read = (name: string) => JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'))
type Amount = { currency: string; amount: string }
type Detail = { why: string; detail: Record<string, unknown> }
const lines: { cases: { why: string; text: string; shown?: string; refused?: string }[] } = read('printable')
const details: { accept: Detail[]; refuse: Detail[] } = read('payment-initiation')
const amounts: { accept: Amount[]; refuse: Amount[] } = read('instructed-amounts')
type Displayed = { why: string; detail?: object; details?: object[]; message: string; document: string; hash: string }
const displayed: { cases: Displayed[] } = read('displayed')
type Details = { why: string; details: object[] }
const orders: { accept: Details[]; refuse: Details[] } = read('order-details')
const deviceNames: { cases: { given: string; kept: string | null }[] } = read('device-names')
const denials: { cases: { reason: unknown; description: string; read: string | null }[] } = read('denials')
const lookAlikes: Record<'alike' | 'apart', [string, string][]> = read('look-alikes')

const taken = {
  bank: (detail: unknown) => paymentInitiation.safeParse(detail).success,
  tenant: (detail: unknown) => {
    try {
      return parseBankDetails(JSON.stringify([detail]), 'bank')[0]?.type === 'payment_initiation'
    } catch {
      return false
    }
  },
}

describe('a line of text', () => {
  test.each(lines.cases)('$why', ({ text, shown, refused }) => {
    expect(refusedIn(text)).toBe(refused)
    expect(unprintableIn(text)).toBe(refused)
    if (shown === undefined) {
      expect(printableText(1_000).safeParse(text).error?.message).toContain(refused)
    } else {
      expect(printable(text)).toBe(shown)
      expect(printableText(1_000).parse(text)).toBe(shown)
      expect(printablePart(text, 1_000)).toBe(shown)
    }
  })

  const units = [
    'a',
    '1',
    ' ',
    '#',
    '\u200C',
    '\u200D',
    '\u0301',
    '\uFE0F',
    '\u20E3',
    '👨',
    '💻',
    '🏽',
    '🏴',
    '\u{E0067}',
    '\u{E0062}',
  ]
  const more = [
    '\u{E007F}',
    '\u3164',
    '\u2003',
    '\u034F',
    '\u0645',
    '\u0CCD',
    '\u0CB0',
    '漢',
    '\u{E0100}',
    '\u180B',
    '\u1820',
    '\u00AD',
  ]
  const unit = fc.constantFrom(...units, ...more, '\u202E', '\0', '\ud800', '\n')
  const text = fc.oneof(fc.string({ unit, maxLength: 24 }), fc.string({ unit: 'binary', maxLength: 24 }))

  test('any text is judged alike by both, and what is shown of it is shown of that again', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(refusedIn(any)).toBe(unprintableIn(any))
        const shown = printable(any)
        expect(printable(shown)).toBe(shown)
        if (refusedIn(any) === undefined) expect(printableText(1_000).parse(any)).toBe(shown)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe.each(['tenant', 'bank'] as const)('a payment_initiation, at the %s', (party) => {
  test.each(details.accept)('is taken: $why', ({ detail }) => expect(taken[party](detail)).toBe(true))
  test.each(details.refuse)('is refused: $why', ({ detail }) => expect(taken[party](detail)).toBe(false))

  const of = (instructedAmount: object) => ({ ...details.accept[0]?.detail, instructedAmount })
  test.each(amounts.accept)('is taken: $currency $amount', (amount) => expect(taken[party](of(amount))).toBe(true))
  test.each(amounts.refuse)('is refused: $currency $amount', (amount) => expect(taken[party](of(amount))).toBe(false))
})

const ordersTaken = {
  bank: (list: object[]) => readOrderDetails(list) !== null,
  tenant: (list: object[]) => {
    const kind = list.some((detail) => 'type' in detail && detail.type === 'stock_order') ? 'brokerage' : 'shop'
    try {
      return parseBankDetails(JSON.stringify(list), kind).length === list.length
    } catch {
      return false
    }
  },
}

describe.each(['tenant', 'bank'] as const)('the details of an order, at the %s', (party) => {
  test.each(orders.accept)('are taken: $why', ({ details: list }) => expect(ordersTaken[party](list)).toBe(true))
  test.each(orders.refuse)('are refused: $why', ({ details: list }) => expect(ordersTaken[party](list)).toBe(false))
})

test('an order is for its own API alone', () => {
  for (const { details: list } of orders.accept)
    for (const kind of ['bank', 'shop', 'brokerage'] as const) {
      const isOwn = JSON.stringify(list).includes(kind === 'shop' ? 'product_order' : 'stock_order')
      const read = () => parseBankDetails(JSON.stringify(list), kind)
      if (kind !== 'bank' && isOwn) expect(read()).toEqual(list)
      else expect(read).toThrow()
    }
})

test.each(displayed.cases)('the displayed document: $why', ({ detail, details: list, message, document, hash }) => {
  const shown = (list ?? [detail]) as PaymentInitiation[]
  expect(displayedDocument(shown, message)).toBe(document)
  expect(displayedHash(shown, message)).toBe(hash)
  expect(tenantDisplayed.documentOf(shown, message)).toBe(document)
  expect(tenantDisplayed.hashOfDisplayed(document)).toBe(hash)
  const transfer = detail ?? null
  expect(tenantDisplayed.readShown(document)).toEqual({ transfer, details: shown, bindingMessage: message })
})

describe('the name of a device', () => {
  const evidence = (name: unknown) => device.parse({ id: 'device-1', jkt: 'a'.repeat(43), name }).name

  test.each(deviceNames.cases)('$given', ({ given, kept }) => {
    expect(DeviceName.safeParse(given).data ?? null).toBe(kept)
    // What the tenant enrols the bank shows as it is; what no tenant should say does not cost the approval either.
    if (kept !== null) expect(evidence(kept)).toBe(kept)
    expect(evidence(given)).not.toBe('')
  })

  test.each([undefined, null, 7, {}, '\u202E', '\0'])('%s is shown as none', (name) =>
    expect(evidence(name)).toBe(NO_NAME),
  )
})

describe('a denial', () => {
  test.each(denials.cases)('$description', (denial) => {
    const reason = denial.reason === null ? null : DenialReason.parse(denial.reason)
    expect(describeDenial(reason)).toBe(denial.description)
    expect(readDenial(denial.description) ?? null).toBe(denial.read)
  })

  test('in any words that the tenant takes is read back whole by the bank, in what RFC 6749 section 5.2 allows', () => {
    const words = fc.string({ unit: 'binary', minLength: 1, maxLength: 140 })
    fc.assert(
      fc.property(words, (text) => {
        const reason = DenialReason.safeParse({ code: 'other', text })
        if (!reason.success || reason.data.code !== 'other') return
        const description = describeDenial(reason.data)
        expect(description).toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/)
        expect(readDenial(description)).toBe(`other: ${reason.data.text}`)
      }),
    )
  })
})

describe.each([
  ['bank', (one: string, other: string) => bankNames.looksLike(bankNames.foldName(one), bankNames.foldName(other))],
  ['phone', tenantNames.lookAlike],
])('to the %s', (_whose, lookAlike) => {
  test.each(lookAlikes.alike)('%s and %s can be taken for each other', (one, other) => {
    expect([lookAlike(one, other), lookAlike(other, one)]).toEqual([true, true])
  })

  test.each(lookAlikes.apart)('%s and %s cannot', (one, other) => {
    expect([lookAlike(one, other), lookAlike(other, one)]).toEqual([false, false])
  })
})

test('bank and phone fold every name alike, and twice as once', () => {
  const unit = fc.constantFrom(...'BoOb0rnmvVwWiIl1| éеıÖ田🎈ﬀ\u200D\u3164')
  const name = fc.oneof(fc.string({ unit, maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 8 }))
  fc.assert(
    fc.property(name, (any) => {
      expect(tenantNames.foldName(any)).toBe(bankNames.foldName(any))
    }),
    { numRuns: 2_000 },
  )
  for (const each of ['Вob Ехаmple', 'ΝORA', 'Σίσυφος', 'Ⅷ Ltd.', 'Müller & Söhne', '★ ★'])
    for (const { foldName } of [bankNames, tenantNames]) expect(foldName(foldName(each))).toBe(foldName(each))
})
