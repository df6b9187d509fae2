import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import '@/scripts/app-server.mjs'
import { beginShutdown, workOn } from '@/lib/platform/shutdown'

// A server that ends as Next's does: the process is over once its address has closed. Run by last-work.test.ts.

const WORK_MS = 700

const server = http.createServer(async (_, response) => {
  process.stdout.write('begun\n')
  response.once('close', () => process.stdout.write('gone\n'))
  await workOn(() => sleep(WORK_MS))
  process.stdout.write('done\n')
  response.end()
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`port ${(server.address() as { port: number }).port}\n`))
process.once('SIGTERM', () => {
  beginShutdown()
  server.close(() => process.exit(0))
})
