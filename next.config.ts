import type { NextConfig } from 'next'

/** `faults` is the build of tests/faults, with crash points in it and in a folder of its own. */
const build = process.env.BAINK_BUILD === 'faults' ? 'faults' : 'normal'

const config: NextConfig = {
  distDir: build === 'faults' ? '.next-faults' : '.next',
  // Fixed when it is built, so that lib/crash-point.ts is empty in every other build.
  env: { BAINK_BUILD: build },
  poweredByHeader: false,
  // Next reads a body before any handler of ours may refuse it. Trap: past this size it drops the chunk that crosses it and
  // all that follow, and ends the body as if it were whole. A chunk is 64 KiB at most: whoever reads what is left has
  // then read more than lib/http/read-json.ts allows, and never a small order with its end cut off.
  experimental: {
    proxyClientMaxBodySize: '256kb',
    // Writing the cache costs a quarter of a build, and reading it saved none of the next one's.
    turbopackFileSystemCacheForBuild: false,
    turbopackMinify: build === 'normal',
  },
  // We show no pictures of others, and an open resizer is a way to make the server fetch things.
  images: { unoptimized: true, localPatterns: [] },
  reactStrictMode: true,
  // `npm run check` is where types are judged, tests and tenant included; a start need not judge them again.
  typescript: { ignoreBuildErrors: true },
  // pino starts a worker thread and reads files beside itself: bundled, it breaks.
  serverExternalPackages: ['pino', 'postgres'],
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
