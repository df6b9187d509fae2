import { expect, test } from 'vitest'
import { isNewer, mergedMessages } from '@/app/(chat)/_thread/merged-messages'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

const asked = (id: string): AiyaMessage => ({ id, role: 'user', parts: [{ type: 'text', text: `question ${id}` }] })
const answered = (id: string, text: string): AiyaMessage => ({
  id,
  role: 'assistant',
  parts: [{ type: 'text', text, state: 'done' }],
})

test('an answer that the page lacks is newer, also where as many messages were loaded as are shown', () => {
  expect(isNewer([asked('1'), answered('2', 'Done.')], [asked('1')])).toBe(true)
  expect(isNewer([asked('3'), answered('4', 'Done.')], [answered('2', 'Done.'), asked('3')])).toBe(true)
})

test('an answer that broke off on the page is newer where the server has it whole', () => {
  expect(isNewer([asked('1'), answered('2', 'Done: $5.00.')], [asked('1'), answered('2', 'Done')])).toBe(true)
})

test('an answer that the server told under another id, since its process died, is newer', () => {
  expect(isNewer([asked('1'), answered('approval-9', 'Denied.')], [asked('1'), answered('2', 'I have')])).toBe(true)
})

test('the same messages, in whatever order their members come, and what was read too early are not newer', () => {
  const turned: AiyaMessage = { id: '2', role: 'assistant', parts: [{ state: 'done', text: 'Done.', type: 'text' }] }
  expect(isNewer([asked('1'), turned], [asked('1'), answered('2', 'Done.')])).toBe(false)
  expect(isNewer([asked('1')], [asked('1'), answered('2', 'Done.')])).toBe(false)
  expect(isNewer([], [asked('1')])).toBe(false)
})

test('an answer that the server closed with a word on its end is newer', () => {
  const stopped: AiyaMessage = { ...answered('2', 'I have'), metadata: { ending: 'stopped' } }
  expect(isNewer([asked('1'), stopped], [asked('1'), answered('2', 'I have')])).toBe(true)
})

test('what is newer stands behind the earlier messages, which stay the very objects that are drawn', () => {
  const shown = [asked('1'), answered('2', 'Two.'), asked('3'), answered('4', 'Fo')]
  const merged = mergedMessages([asked('3'), answered('4', 'Four.'), answered('5', 'Five.')], shown)
  expect(merged.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5'])
  expect(merged.map((message) => shown.includes(message))).toEqual([true, true, true, false, false])
  expect(mergedMessages([asked('8'), answered('9', 'Nine.')], shown).map(({ id }) => id)).toEqual(['8', '9'])
})
