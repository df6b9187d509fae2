import { run } from '../door/run'
import { openShop } from './shop'

await run(openShop)
