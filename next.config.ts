import type { NextConfig } from 'next'

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // pino starts a worker thread and reads files beside itself: bundled, it breaks.
  serverExternalPackages: ['pino', 'postgres'],
}

export default config
