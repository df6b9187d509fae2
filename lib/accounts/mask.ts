/** How an account's number is shown: `••` and its last four digits. */
export function maskOf(number: string): string {
  return `••${number.slice(-4)}`
}
