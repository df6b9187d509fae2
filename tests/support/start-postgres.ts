import { startEmbeddedPostgres } from '@/db/embedded'

// A starter of its own, for tests that kill one: starts the server on the folder given, says where, and stays.
const [folder = '', password = ''] = process.argv.slice(2)
const { adminUrl, started } = await startEmbeddedPostgres(folder, password)
process.stdout.write(`${JSON.stringify({ adminUrl, started })}\n`)
setInterval(() => {}, 60_000)
