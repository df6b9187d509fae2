import { isDeepStrictEqual, parseArgs } from 'node:util'
import { requirePrograms } from './debian-packages'
import { makeBook, openBook, setEnvironment } from './drill/book'
import { hold, printed } from './drill/report'
import { practiseRestore } from './drill/restore'
import { openDrillServer } from './drill/server'
import { drillUpgrade } from './drill/upgrade'
import { runCommand } from './run-command'

// npm run drill [-- --transfers N]: loses a database on purpose and restores it to a moment before, in a folder of its own
// (docs/runbook.md, "Backups").
// npm run drill -- upgrade [--from COMMIT]: upgrades a bank of two processes from an earlier commit and back, under traffic
// (docs/runbook.md, "Replacing processes").

const PROGRAMS = { pgbackrest: 'pgbackrest', setpriv: 'util-linux' }

async function drillRestore(transfers: number): Promise<void> {
  const server = await openDrillServer(requirePrograms(PROGRAMS))
  try {
    setEnvironment(server.url)
    await printed.step('a bank is made', () => makeBook(server.url))
    const book = await openBook()
    try {
      const { used, ...found } = await practiseRestore(server, book, transfers, printed)
      const { kept, after } = found.transfers
      await book.thaw()
      const [state, gone] = [await book.stateOf(used.waiting), await book.stateOf(used.vanished)]
      const refusals = [await book.refusalOf(used.waiting), await book.refusalOf(used.vanished)]
      printed.say(
        `${after.length} transfers, as at the moment. The approval that was used: ${state}; used again: ${refusals[0]}.`,
      )
      printed.say(`The approval that has vanished: ${gone ?? 'not there'}; used again: ${refusals[1]}.`)
      hold(found.readable.length === 0, `${found.readable[0]} is not encrypted`)
      hold(!found.openedUnsettled, 'a bank would open on the restored book before it is settled')
      hold(
        isDeepStrictEqual(after, kept),
        `the book has ${after.length} transfers, and had ${kept.length} at the moment`,
      )
      hold(state === 'failed (restored)' && gone === null, 'an approval is not as it should be')
      hold(!refusals.includes(null), 'an approval that was used may be used again')
      hold((await book.post(1)) > 0, 'no transfer is posted')
    } finally {
      await book.close()
    }
  } finally {
    await server.close()
  }
}

const USAGE = 'npm run drill [-- --transfers N], or npm run drill -- upgrade [--from COMMIT]'

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { transfers: { type: 'string', default: '2000' }, from: { type: 'string' } },
  })
  const [drill = 'restore', ...more] = positionals
  const transfers = Number(values.transfers)
  if (more.length > 0 || !Number.isSafeInteger(transfers) || transfers < 1) throw new Error(USAGE)
  if (drill === 'restore') await drillRestore(transfers)
  else if (drill === 'upgrade') await drillUpgrade(values.from, printed)
  else throw new Error(USAGE)
  printed.say('The drill has passed.')
})
