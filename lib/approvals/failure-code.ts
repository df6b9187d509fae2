// The pages read this too, so nothing here may bring Aiya's words with it.

/** The code in an approval's reason: the tenant's or the bank's own, or the refusal that came after the yes. */
export function failureCode(reason: string): string {
  return reason.startsWith('bank_refused:') ? reason.slice('bank_refused:'.length) : reason
}
