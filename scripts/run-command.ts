import nextEnv from '@next/env'
import { parseSettings, type Settings } from '@/lib/platform/env'

/**
 * Runs one of npm's commands with the settings of the shell and of a .env file; the shell's settings win. An error is
 * printed in one line, and the process exits with 1.
 */
export async function runCommand(command: (settings: Settings) => Promise<void>): Promise<void> {
  try {
    nextEnv.loadEnvConfig(process.cwd(), false, { info: () => {}, error: console.error })
    await command(parseSettings(process.env))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
