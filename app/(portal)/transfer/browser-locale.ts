/** How numbers are written where the browser is (BCP 47). */
export function browserLocale(): string {
  return new Intl.NumberFormat().resolvedOptions().locale
}
