export function paymentIn(
  displayed: string,
): { payeeName: string; total: { currency: string; value: string }; from: string } | undefined
