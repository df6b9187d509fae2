import { join } from 'node:path'

export interface Places {
  folder: string
  port: number
  user: string
  /** Of the repository. Whoever lost it has no backup: it is kept elsewhere than the repository and the server. */
  passphrase: string
}

/** pgBackRest's settings: a repository that holds nothing in clear, and the log of two full backups. */
export function pgBackRestSettings({ folder, port, user, passphrase }: Places): string {
  return `[global]
repo1-path=${join(folder, 'repository')}
repo1-cipher-type=aes-256-cbc
repo1-cipher-pass=${passphrase}
repo1-retention-full=2
compress-type=lz4
start-fast=y
log-path=${join(folder, 'log')}
lock-path=${join(folder, 'lock')}
spool-path=${join(folder, 'spool')}
log-level-console=warn
log-level-file=detail

[bank]
pg1-path=${join(folder, 'postgres')}
pg1-socket-path=${folder}
pg1-port=${port}
pg1-user=${user}
`
}
