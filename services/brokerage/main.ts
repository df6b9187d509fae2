import { run } from '../door/run'
import { openBrokerage } from './brokerage'

await run(openBrokerage)
