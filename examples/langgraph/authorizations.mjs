const SCHEMA = `
  CREATE TABLE IF NOT EXISTS agent_authorizations (
    request_id text PRIMARY KEY, asked jsonb, token text, written_at timestamptz NOT NULL DEFAULT now())`

/**
 * Where `@auth0/ai-langchain` keeps what it has asked and got, as its `store`. The package's own keys begin with a hash of the
 * order in which the process first used its wrapped tools, which a restart may change: here the key is the request's id, its
 * `tool_call_id`.
 */
export class Authorizations {
  constructor(pool) {
    this.pool = pool
  }

  async prepare() {
    await this.pool.query(SCHEMA)
  }

  /**
   * What was asked for this request; or marks that it is about to be. A mark with nothing behind it was left by a process that
   * died while it asked: the phone may have rung, and is not rung again.
   */
  async get(namespace, _key) {
    if (namespace.includes('Credentials')) return undefined
    const id = requestIn(namespace)
    const marked = 'INSERT INTO agent_authorizations (request_id) VALUES ($1) ON CONFLICT DO NOTHING'
    const { rowCount } = await this.pool.query(marked, [id])
    if (rowCount === 1) return undefined
    const { rows } = await this.pool.query('SELECT asked FROM agent_authorizations WHERE request_id = $1', [id])
    if (rows[0].asked) return rows[0].asked
    throw Object.assign(new Error('The phone may have been asked for this before.'), { code: 'ASKED_BEFORE' })
  }

  /** Tokens are kept by `keepToken`, before they are used. */
  async put(namespace, _key, value) {
    if (namespace.includes('Credentials')) return
    const asked = 'UPDATE agent_authorizations SET asked = $2 WHERE request_id = $1'
    await this.pool.query(asked, [requestIn(namespace), JSON.stringify(value)])
  }

  /** Nothing is forgotten: the package deletes what it has asked at any error, a lost connection too, and would ask anew. */
  async delete(_namespace, _key) {}

  async keepToken(requestId, token) {
    await this.pool.query('UPDATE agent_authorizations SET token = $2 WHERE request_id = $1', [requestId, token])
  }

  async token(requestId) {
    const { rows } = await this.pool.query('SELECT token FROM agent_authorizations WHERE request_id = $1', [requestId])
    return rows[0]?.token
  }
}

/** […, 'ToolCalls', id] */
function requestIn(namespace) {
  const id = namespace[namespace.indexOf('ToolCalls') + 1]
  if (!namespace.includes('ToolCalls') || !id) throw new Error('An authorization belongs to one call of the tool.')
  return id
}
