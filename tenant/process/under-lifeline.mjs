import { isMainThread } from 'node:worker_threads'

// Loaded first by every program of ours under a lifeline (tenant/postgres/lifeline.sh). Whoever kills all processes of the
// lifeline leaves nobody to stop the program, which would keep its ports from the next start. So it stops by itself.

const LOOK_MS = 300
/** As long as the lifeline would have waited before the hard signal. */
const GRACE_MS = 10_000

const lifeline = process.ppid

function look() {
  if (process.ppid === lifeline) return
  clearInterval(looking)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), GRACE_MS).unref()
  process.kill(process.pid, 'SIGTERM')
}

const looking = isMainThread ? setInterval(look, LOOK_MS).unref() : undefined
