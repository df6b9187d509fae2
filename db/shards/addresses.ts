import { readAddress } from '@/db/address'

const NAME = /^[a-z][a-z0-9_-]{0,29}$/

/**
 * Reads the addresses of all shards, each after its name: `a=postgres://… b=postgres://…`.
 * @throws Error in one line, which never repeats an address
 */
export function readShardAddresses(text: string): Record<string, string> {
  const addresses: Record<string, string> = {}
  for (const part of text.split(/\s+/).filter(Boolean)) {
    const [name = '', ...rest] = part.split('=')
    if (!NAME.test(name) || rest.length === 0)
      throw new Error('must be NAME=ADDRESS for each shard, separated by blanks')
    if (name in addresses) throw new Error(`names shard ${name} twice`)
    const url = rest.join('=')
    readAddress(url)
    addresses[name] = url
  }
  if (Object.keys(addresses).length < 2) throw new Error('must name at least two shards')
  return addresses
}
