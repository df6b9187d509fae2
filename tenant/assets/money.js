// How an amount is written, for the tenant and for the phone's scripts.

/** Formats `25.00` and `USD` as `$25.00`. The decimal string never becomes a float. */
export function formatMoney(amount, currency) {
  const decimals = amount.split('.')[1]?.length ?? 0
  const format = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  })
  return format.format(amount)
}
