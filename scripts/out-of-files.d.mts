import type { RequestListener } from 'node:http'

export function sayingThatItPasses(listener?: RequestListener, isShort?: () => boolean): RequestListener
