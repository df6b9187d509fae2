import type { KoaContextWithOIDC } from 'oidc-provider'
import { houseFor } from '../pages/house'

/** Sends what a browser needs to install the phone as an app (W3C, Web Application Manifest). */
export function sendManifest(ctx: KoaContextWithOIDC): void {
  const { title, icon, language, words } = houseFor(ctx)
  const { name, description } = words.phone.manifest
  ctx.status = 200
  ctx.set('Cache-Control', 'no-cache')
  ctx.type = 'application/manifest+json'
  ctx.body = JSON.stringify({
    id: '/phone',
    lang: language,
    name: `${name} · ${title}`,
    short_name: name,
    description,
    start_url: '/phone',
    scope: '/phone',
    display: 'standalone',
    background_color: '#eef2f6',
    theme_color: '#0b6e63',
    icons: [{ src: `/assets/${icon}`, type: 'image/svg+xml', sizes: 'any', purpose: 'any' }],
  })
}
