import type { NextConfig } from 'next'

/** `faults` is the build of tests/faults, with crash points in it and in a folder of its own. */
const build = process.env.BAINK_BUILD === 'faults' ? 'faults' : 'normal'

const config: NextConfig = {
  distDir: build === 'faults' ? '.next-faults' : '.next',
  // Fixed when it is built, so that lib/platform/crash-point.ts is empty in every other build.
  env: { BAINK_BUILD: build },
  // tests/faults speaks to the API alone: without the pages, which are .tsx, its build is a fraction of the work.
  ...(build === 'faults' && { pageExtensions: ['ts'] }),
  poweredByHeader: false,
  // Next reads a body before any handler of ours may refuse it. Trap: past this size it drops the chunk that crosses it and
  // all that follow, and ends the body as if it were whole. A chunk is 64 KiB at most: whoever reads what is left has
  // then read more than lib/platform/http/read-json.ts allows, and never a small order with its end cut off.
  experimental: {
    proxyClientMaxBodySize: '256kb',
    // Writing the cache costs a quarter of a build, and reading it saved none of the next one's.
    turbopackFileSystemCacheForBuild: false,
    turbopackMinify: build === 'normal',
    // Fewer and larger scripts: each costs a request and some 470 bytes of headers, and what is compressed together is smaller.
    turbopackChunking: { minChunkSize: 500_000, maxMergeChunkSize: 1_000_000 },
  },
  // We show no pictures of others, and an open resizer is a way to make the server fetch things.
  images: { unoptimized: true, localPatterns: [] },
  // Or else Next hides from proxy.ts which requests are a link's and which are only fetched ahead.
  skipProxyUrlNormalize: true,
  reactStrictMode: true,
  // `npm run check` is where types are judged, tests and tenant included; a start need not judge them again.
  typescript: { ignoreBuildErrors: true },
  // The AI SDK's way to models of its maker, and to schemas of zod 3. In a browser nothing uses either.
  turbopack: { resolveAlias: { '@ai-sdk/gateway': { browser: false }, 'zod/v3': { browser: false } } },
  // pino starts a worker thread and reads files beside itself: bundled, it breaks. One fontkit serves pdfkit and the statement.
  // The last ones stay files of their own, which are read only where METRICS_PORT or OTEL_EXPORTER_OTLP_ENDPOINT is set.
  serverExternalPackages: [
    ...['pino', 'postgres', 'pdfkit', 'fontkit'],
    ...['prom-client', '@opentelemetry/core', '@opentelemetry/resources', '@opentelemetry/sdk-trace-base'],
    '@opentelemetry/exporter-trace-otlp-http',
  ],
  // The name that these routes had before: one slash from the route that moves money.
  async redirects() {
    return [{ source: '/api/agent-transfers/:path*', destination: '/api/asking/:path*', permanent: true }]
  },
  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'Referrer-Policy', value: 'same-origin' },
          { key: 'X-Frame-Options', value: 'DENY' },
          { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=()' },
        ],
      },
    ]
  },
}

export default config
