import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: [
    './db/schema.ts',
    './db/request-schema.ts',
    './db/mandate-schema.ts',
    './db/conditional-schema.ts',
    './db/scheduled-schema.ts',
    './db/chat-schema.ts',
    './db/session-schema.ts',
    './db/epoch-schema.ts',
    './db/shard-schema.ts',
  ],
  out: './db/migrations',
})
