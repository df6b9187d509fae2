import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const CHAIN = /^[0-9a-f-]{36} |^All heads/
const run = promisify(execFile)

/**
 * Runs one of the bank's commands as an operator does.
 * @returns the lines that it printed, but not each customer's chain
 * @throws Error with its output if it fails
 */
export async function bankCommand(name: string, env: NodeJS.ProcessEnv, folder = process.cwd()): Promise<string[]> {
  const { stdout, stderr } = await run('npm', ['run', '-s', name], { env, cwd: folder })
  const lines = `${stdout}${stderr}`.trim().split('\n')
  return lines.filter((line) => !CHAIN.test(line))
}
