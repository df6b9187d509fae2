import { afterEach, expect, test, vi } from 'vitest'
import { printerFor } from '@/agent/printer'

afterEach(() => vi.restoreAllMocks())

/** What people see of an answer. */
function shown(text: string): string {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  printerFor(false).answer(text)
  return String(write.mock.calls[0]?.[0])
}

test.each([
  ['moves the cursor up and writes over what was said', 'Denied\u001b[1A\u001b[2KTransferred', 'DeniedTransferred\n'],
  ['goes back to the start of the line', 'Denied\rTransferred', 'DeniedTransferred\n'],
  ['takes letters back', 'Denied\b\b', 'Denied\n'],
  ['names the window', '\u001b]0;Transferred\u0007Denied', 'Denied\n'],
  ['uses one-byte escapes', '\u009b2JDenied', 'Denied\n'],
  ['turns the line around', 'a\u202eb', 'ab\n'],
  ['is a table', 'a\tb\nc', 'a\tb\nc\n'],
])('what %s is plain text in a terminal', (_, text, plain) => {
  expect(shown(text)).toBe(plain)
})
