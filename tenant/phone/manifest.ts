import type { KoaContextWithOIDC } from 'oidc-provider'
import { houseFor } from '../pages/house'

export const MANIFEST = '/phone/manifest.webmanifest'

/** Sends what a browser needs to install the phone as an app (W3C, Web Application Manifest). */
export function sendManifest(ctx: KoaContextWithOIDC): void {
  const { title, icon } = houseFor(ctx)
  ctx.status = 200
  ctx.set('Cache-Control', 'no-cache')
  ctx.type = 'application/manifest+json'
  ctx.body = JSON.stringify({
    id: '/phone',
    name: `Phone · ${title}`,
    short_name: 'Phone',
    description: 'Approves or denies what agents ask for.',
    start_url: '/phone',
    scope: '/phone',
    display: 'standalone',
    background_color: '#eef2f6',
    theme_color: '#0b6e63',
    icons: [{ src: `/assets/${icon}`, type: 'image/svg+xml', sizes: 'any', purpose: 'any' }],
  })
}
