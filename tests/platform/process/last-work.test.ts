import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const SERVER = fileURLToPath(new URL('./last-work-server.ts', import.meta.url))

test('a process that is told to stop ends a request whose client went away', async () => {
  const server = spawn(process.execPath, ['--import', 'tsx', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  server.stdout.on('data', (chunk) => {
    said += chunk
  })
  const exited = once(server, 'exit')
  const until = async (words: RegExp) => {
    while (!words.test(said)) await Promise.race([once(server.stdout, 'data'), exited])
    return words.exec(said)?.[1]
  }
  const client = connect(Number(await until(/port (\d+)\n/)), '127.0.0.1')
  client.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n')
  await until(/begun/)
  client.destroy()
  await until(/gone/)
  expect(said).not.toMatch(/done/)
  server.kill('SIGTERM')
  expect(await exited).toEqual([0, null])
  expect(said).toMatch(/done/)
})
