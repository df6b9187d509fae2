const UNUSED = 'not-used-by-this-benchmark-at-all-----'

/** Sets the environment of a bank on this database, with this tenant, in which nothing meets a limit. */
export function setEnvironment(databaseUrl: string, tenant: { origin: string; client: string }): void {
  Object.assign(process.env, {
    TRANSFER_LIMIT: '1000000000.00',
    DAILY_LIMIT: '1000000000.00',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    LOG_LEVEL: 'warn',
    SHOP_PORT: '0',
    BROKERAGE_PORT: '0',
    DATABASE_URL: databaseUrl,
    AUTH0_DOMAIN: tenant.origin,
    AUTH0_CLIENT_ID: tenant.client,
    AUTH0_CLIENT_SECRET: UNUSED,
    AUTH0_SECRET: UNUSED,
  })
}
