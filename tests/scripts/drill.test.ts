import { expect, test } from 'vitest'
import { requirePrograms } from '@/scripts/debian-packages'
import { pgBackRestSettings } from '@/scripts/drill/pgbackrest'

// What can be known of the restore drill without its packages; with them, tests/db/point-in-time.test.ts runs it.

test('names the packages that are missing, with the command that brings them', () => {
  const nowhere = { path: '/nowhere', postgres: '/nowhere', more: [] }
  expect(() => requirePrograms({ pgbackrest: 'pgbackrest' }, nowhere)).toThrow(
    'apt-get install pgbackrest postgresql-15',
  )
})

test('writes no backup in clear, and keeps each place to its own folder', () => {
  const settings = pgBackRestSettings({ folder: '/drill', port: 20_001, user: 'postgres', passphrase: 'secret' })
  const lines = settings.split('\n')
  expect(lines).toEqual(expect.arrayContaining(['repo1-cipher-type=aes-256-cbc', 'repo1-cipher-pass=secret']))
  for (const line of lines.filter((one) => /-path=/.test(one))) expect(line).toMatch(/=\/drill/)
})
