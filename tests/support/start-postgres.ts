import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'

// Starts the server on the given folder, prints its address, and stays: for tests that kill the process that started
// it.
const [folder = '', password = ''] = process.argv.slice(2)
const { adminUrl, started } = await startEmbeddedPostgres(folder, password)
process.stdout.write(`${JSON.stringify({ adminUrl, started })}\n`)
setInterval(() => {}, 60_000)
