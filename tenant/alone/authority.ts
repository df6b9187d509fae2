import { createPrivateKey, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate } from 'selfsigned'

const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3_650
/** What browsers still take of a certificate that nobody knows. */
const CERTIFICATE_DAYS = 397
const RENEW_BEFORE_MS = 30 * DAY_MS

/** A key and its certificate, as PEM. */
interface Pair {
  key: string
  cert: string
}

/** What a TLS server needs, and the file that its clients must trust. */
export interface Certified extends Pair {
  authorityFile: string
}

/**
 * The certificate for `host` and `localhost`, by an authority of this folder's own: both are made at the first start, and
 * the certificate again where it ends within a month or does not name the host. The authority's key opens every program that
 * was told to trust it, so only its owner may read the folder.
 */
export async function certificateFor(host: string, folder: string): Promise<Certified> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const authority = kept(folder, 'authority') ?? keep(folder, 'authority', await makeAuthority())
  const known = kept(folder, 'tenant')
  const pair = known && isGood(known, authority.cert, host) ? known : await makeCertificate(host, authority)
  if (pair !== known) keep(folder, 'tenant', pair)
  return { ...pair, authorityFile: fileOf(folder, 'authority', 'cert') }
}

function isGood({ key, cert }: Pair, authority: string, host: string): boolean {
  const certificate = new X509Certificate(cert)
  return (
    certificate.checkPrivateKey(createPrivateKey(key)) &&
    Date.parse(certificate.validTo) - Date.now() > RENEW_BEFORE_MS &&
    certificate.checkHost(host) !== undefined &&
    certificate.verify(new X509Certificate(authority).publicKey)
  )
}

async function makeAuthority(): Promise<Pair> {
  const made = await generate([{ name: 'commonName', value: 'Local tenant: authority of this folder' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + AUTHORITY_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  return { key: made.private, cert: made.cert }
}

async function makeCertificate(host: string, authority: Pair): Promise<Pair> {
  const names = [...new Set([host, 'localhost'])].map((value) => ({ type: 2 as const, value }))
  const made = await generate([{ name: 'commonName', value: host }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca: authority,
    notAfterDate: new Date(Date.now() + CERTIFICATE_DAYS * DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [...names, { type: 7, ip: '127.0.0.1' }] },
    ],
  })
  return { key: made.private, cert: made.cert }
}

function kept(folder: string, name: string): Pair | undefined {
  const [key, cert] = [fileOf(folder, name, 'key'), fileOf(folder, name, 'cert')]
  if (!existsSync(key) || !existsSync(cert)) return undefined
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
}

/** Of a start that is killed in between, the certificate is not the key's, and both are made anew. */
function keep(folder: string, name: string, pair: Pair): Pair {
  for (const part of ['key', 'cert'] as const) {
    const file = fileOf(folder, name, part)
    writeFileSync(`${file}.new`, pair[part], { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  return pair
}

const fileOf = (folder: string, name: string, part: 'key' | 'cert') => join(folder, `${name}-${part}.pem`)
