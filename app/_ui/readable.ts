/**
 * What could be read, by its paths. What could not be is left out: the page asks for it itself, and then says what is wrong.
 */
export async function readable(reads: Record<string, Promise<unknown>>): Promise<Record<string, unknown>> {
  const entries = Object.entries(reads).map(async ([path, read]) => [path, await read.catch(() => undefined)] as const)
  return Object.fromEntries((await Promise.all(entries)).filter(([, answer]) => answer !== undefined))
}
