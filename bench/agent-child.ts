import { createServer } from 'node:http'
import { verifyAgentToken } from '@/lib/auth0/token/verify-agent-token'
import { findCustomer } from '@/lib/ledger/customer'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { parseTransferOrder } from '@/lib/ledger/transfer-order'
import { serveAgents } from '@/scripts/agent-server'

// One of the two servers that the benchmark compares, in a process of its own: `agents` is `npm run agent-api`; `bare`
// proves the same token and posts the same transfer, and does nothing else.

const port = process.argv[2] === 'agents' ? (await serveAgents({ host: '127.0.0.1', port: 0 })).port : await serveBare()
process.send?.(port)
// The benchmark ends its children by leaving them.
process.once('disconnect', () => process.exit(0))

async function serveBare(): Promise<number> {
  const server = createServer(async (incoming, outgoing) => {
    try {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      const headers = { authorization: incoming.headers.authorization ?? '' }
      const { subject, clientId } = await verifyAgentToken(new Request(`http://localhost${incoming.url}`, { headers }))
      const customer = await findCustomer(subject)
      if (!customer) throw new Error('no customer')
      const key = String(incoming.headers['idempotency-key'])
      const order = parseTransferOrder(JSON.parse(Buffer.concat(chunks).toString()))
      const authority = { kind: 'approval', customerId: customer.id, approvalId: key, agentClientId: clientId } as const
      const { transfer } = await postTransfer(order, authority, key)
      outgoing.writeHead(201, { 'Content-Type': 'application/json' })
      outgoing.end(JSON.stringify({ transfer }))
    } catch (error) {
      outgoing.writeHead(500).end(String(error))
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
