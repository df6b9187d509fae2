import type { RequestListener } from 'node:http'

export function sayingWhatIsAllowed(paths: Record<string, object>, listener?: RequestListener): RequestListener
