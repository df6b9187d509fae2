import { expect, test } from 'vitest'
import { drawable } from '@/lib/ledger/statements/pdf-text'

const all = () => true
const latin = (codePoint: number) => codePoint < 0x250

test.each([
  ['Łukasz Żółć', latin, 'Łukasz Żółć'],
  ['Елена', latin, 'Elena'],
  ['寿司 und Kaffee', latin, 'ShouSi und Kaffee'],
  ['e\u0301', latin, 'é'],
  ['a\u202eb\u0007c\u200d', all, 'abc'],
  ['می\u200cخواهم', all, 'می\u200cخواهم'],
  ['۱۴۰۰ ه\u200d', all, 'ه\u200d ۱۴۰۰'],
  ['👨\u200d👩', latin, ':man::woman:'],
  ['משה בן דוד', all, 'דוד בן משה'],
  ['Rent for משה דוד, May', all, 'Rent for דוד, משה  May'],
])('%j is drawn as %3$j', (text, has, drawn) => {
  expect(drawable(text, has)).toBe(drawn)
})
