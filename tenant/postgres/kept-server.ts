import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded'

/** A full disk or a lack of memory may last for a while. */
const FIRST_PAUSE_MS = 200
const PAUSE_MS_MAX = 10_000
const LINES_SHOWN = 6

type Kept = Pick<EmbeddedPostgres, 'adminUrl' | 'started' | 'exited' | 'stop'>

/**
 * Like `startEmbeddedPostgres`, but keeps the server running: a server that ends by itself is started again on its
 * port, as often as needed. `say` tells why it ended, and why it does not start. In the meantime the app answers 503.
 */
export async function keepEmbeddedPostgres(
  folder: string,
  password: string,
  say: (line: string) => void,
): Promise<Kept> {
  let server = await startEmbeddedPostgres(folder, password)
  const { adminUrl, started } = server
  const stopping = new AbortController()
  const stopped = once(stopping.signal, 'abort')
  const keep = async () => {
    for (;;) {
      await Promise.race([server.exited, stopped])
      if (stopping.signal.aborted) return
      say(`The database has ended by itself, and is started again.${quoted(server.lastWords())}`)
      const again = await startAgain(() =>
        startEmbeddedPostgres(folder, password, { port: portOf(adminUrl), once: true }),
      )
      if (!again) return
      server = again
      say('The database is back.')
    }
  }
  const startAgain = async (start: () => Promise<EmbeddedPostgres>): Promise<EmbeddedPostgres | null> => {
    let said = ''
    for (let pause = FIRST_PAUSE_MS; !stopping.signal.aborted; pause = Math.min(pause * 2, PAUSE_MS_MAX)) {
      const again = await start().catch(asError)
      if (!(again instanceof Error)) return again
      const why = withoutTimes(again.message)
      // The first try often fails on what a killed server has left, so it is not reported.
      if (pause > FIRST_PAUSE_MS && why !== said) {
        say(`The database does not start yet, and is tried again. ${again.message}`)
        said = why
      }
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {})
    }
    return null
  }
  const kept = keep()
  return {
    adminUrl,
    started,
    exited: kept,
    async stop() {
      stopping.abort()
      await kept
      await server.stop()
    },
  }
}

const portOf = (url: string) => Number(new URL(url).port)
const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))

/** Postgres begins each line with the time and its process id. */
const withoutTimes = (words: string) => words.replace(/^\d{4}-.*?\] /gm, '')

function quoted(words: string): string {
  const lines = words.split('\n').slice(-LINES_SHOWN).join('\n')
  return lines && ` Its last words:\n${lines}`
}
