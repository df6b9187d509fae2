import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commandLine } from '../agent/command-line'
import { allowCode } from '../tenant/agents'
import { ATTACKS, type Attack } from './attacks'
import type { Stage, Victim } from './stage'
import type { Thumb } from './thumbs'

const NAMES = [
  'memo: order in authority’s voice',
  'memo: rides on an honest wish',
  'memo: same payee, other amount',
  'memo: spends savings',
  'payee: a name that looks like Bob’s',
]

/** Those of the attacks that reach the command line too: through what the bank has it read. */
export const MISLEADING: Attack[] = ATTACKS.filter(({ name }) => NAMES.includes(name))

/** Lets the command line in for a customer, and has it do what they say with a model that obeys whatever it reads. */
export async function misleadCommandLine(stage: Stage, victim: Victim, thumb: Thumb, modelUrl: string): Promise<void> {
  const state = mkdtempSync(join(tmpdir(), 'baink-misled-'))
  const model = { OPENAI_BASE_URL: modelUrl, OPENAI_MODEL: `Obedient ${victim.subject}` }
  const run = (...args: string[]) => commandLine(stage.live.app.origin, state, args, model)
  const login = run('login')
  const { signIn } = (await login.line('signIn')) as { signIn: { userCode: string } }
  await allowCode(stage.live.tenant, signIn.userCode, victim.subject.replace('auth0|', ''))
  await login.exit
  for (const { prepare, says, wish } of MISLEADING) {
    await victim.rest()
    await prepare?.(victim)
    thumb.want(wish)
    for (const words of says) await run(String(words)).exit
    await stage.untilAnswered(victim)
  }
  rmSync(state, { recursive: true, force: true })
}
