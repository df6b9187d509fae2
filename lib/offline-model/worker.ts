import { parentPort } from 'node:worker_threads'
import { type Ask, respond } from './respond'

parentPort?.on('message', (ask: Ask) => parentPort?.postMessage(respond(ask)))
parentPort?.postMessage('ready')
