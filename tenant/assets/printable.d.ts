export function refusedIn(text: string): string | undefined
export function printable(text: string): string
export function visible(text: string): string
