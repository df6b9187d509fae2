// The letters of every code that a person types, for the tenant and for the phone's scripts.

/** Without I, L, O and U, which people misread (Crockford's base 32). */
export const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A code as it is shown, in groups of four: `0000-0000`. */
export function grouped(code) {
  return code.replace(/.{4}(?=.)/g, '$&-')
}

/** What a person typed, without spaces and dashes. Letters that people mistake for digits count as these. */
export function typedCode(text) {
  return text
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
    .replace(/[^0-9A-Z]/g, '')
}
