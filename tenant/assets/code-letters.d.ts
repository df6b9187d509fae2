export const LETTERS: string
export function grouped(code: string): string
export function typedCode(text: string): string
