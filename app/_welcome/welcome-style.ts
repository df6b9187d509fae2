/** Each colour in the light scheme and in the dark one: those of app/_ui/theme.ts, which a test compares. */
export const COLOURS = {
  ground: ['#eef2f6', '#0a111f'],
  card: ['#ffffff', '#131d2f'],
  line: ['#dce3ea', '#24324a'],
  edge: ['#8794a6', '#43536f'],
  ink: ['#0f1b2d', '#eef3fa'],
  soft: ['#526075', '#a3b1c6'],
  brand: ['#0b6e63', '#4fd1bd'],
  'brand-ink': ['#ffffff', '#0f1b2d'],
  'brand-hover': ['#095a51', '#76dfcf'],
} as const

const SHADES = {
  ...COLOURS,
  glow: ['rgb(79 209 189/22%)', 'rgb(79 209 189/10%)'],
  frame: ['#0f1b2d', '#05090f'],
} as const

// Not by CSS's light-dark(), which browsers before 2024 lack.
const inScheme = (scheme: 'light' | 'dark') =>
  [
    `color-scheme:${scheme}`,
    ...Object.entries(SHADES).map(([name, [light, dark]]) => `--${name}:${scheme === 'light' ? light : dark}`),
  ].join(';')

/** The welcome page's style sheet. It stands in the page, which needs nothing else to be drawn. */
export const WELCOME_STYLE = `
:root{${inScheme('light')}}
[data-scheme=dark]{${inScheme('dark')}}
@media(prefers-color-scheme:dark){:root:not([data-scheme]){${inScheme('dark')}}}
[data-scheme=light] .sun,[data-scheme=dark] .moon,html:not([data-scheme]) .scheme{display:none}
*{box-sizing:border-box}
body{margin:0 auto;min-height:100dvh;max-width:75rem;padding:0 clamp(1rem,5vw,2rem) 2rem;color:var(--ink);font:1rem/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;-webkit-text-size-adjust:100%}
html{background:radial-gradient(60rem 40rem at 85% 10%,var(--glow),transparent 70%) no-repeat var(--ground)}
:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
header{display:flex;align-items:center;justify-content:space-between;padding:1.25rem 0}
.brand{display:flex;align-items:center;gap:.625rem;font-size:1.125rem;font-weight:650;letter-spacing:-.02em;white-space:nowrap}
.brand b{font-weight:inherit;color:var(--brand)}
.sign{flex:none}
.sign rect{fill:var(--brand)}
.sign path{fill:none;stroke:var(--brand-ink);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.icon{flex:none;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.scheme{display:grid;place-content:center;width:2.75rem;height:2.75rem;padding:0;border:1px solid var(--edge);border-radius:.7rem;background:var(--card);color:inherit;cursor:pointer}
main{display:grid;gap:clamp(2.5rem,6vw,4rem);padding:clamp(2rem,6vw,4.5rem) 0;align-items:center}
@media(min-width:62em){main{grid-template-columns:7fr 5fr}}
h1{margin:0;font-size:clamp(2.1rem,5.2vw,3.6rem);line-height:1.08;letter-spacing:-.035em;font-weight:650;text-wrap:balance}
.soft{color:var(--brand)}
.text{max-width:32.5rem;margin:1.5rem 0 1.75rem;font-size:1.125rem;color:var(--soft)}
.log-in{display:inline-flex;align-items:center;gap:.7rem;min-height:3.125rem;padding:.6rem 1.3rem .6rem 1.7rem;border-radius:.75rem;background:var(--brand);color:var(--brand-ink);font-size:1.125rem;font-weight:650;text-decoration:none}
.log-in:hover{background:var(--brand-hover)}
.phone{width:min(100%,21rem);margin-inline:auto;padding:1.6rem 1.5rem 1.7rem;border:1px solid var(--line);border-radius:2rem;background:var(--card);box-shadow:0 0 0 8px var(--frame),0 30px 60px -10px rgb(15 27 45/35%)}
.top,.row{display:flex;align-items:center;justify-content:space-between;gap:1rem}
.top small,.move,.row span:first-child{color:var(--soft);font-size:.875rem}
.move{margin:1.25rem 0}
.move strong{display:block;color:var(--ink);font-size:2.3rem;font-weight:650;line-height:1.15;white-space:nowrap;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.row{margin:0;padding:.6rem 0;border-top:1px solid var(--line);font-size:.875rem}
.row span:last-child{font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}
.ends{display:grid;grid-template-columns:1fr 1fr;gap:.75rem;margin-top:.6rem;text-align:center;font-size:.95rem;font-weight:600}
.ends span{padding:.7rem;border-radius:.9rem;border:1px solid var(--edge)}
.ends .yes{border-color:var(--brand);background:var(--brand);color:var(--brand-ink)}
@media print{html{background:#fff}.scheme,.phone{display:none}}`
