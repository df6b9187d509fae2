import type { IncomingMessage, Server } from 'node:http'

export function withoutUnreadState(request: IncomingMessage): void

export function ignoringUpgrades(server: Server): Server
