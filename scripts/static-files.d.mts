import type { RequestListener } from 'node:http'

export function compressedFirst(folder: string, listener?: RequestListener): RequestListener
