/** The parts of the app that requests come to, as a label: few, and fixed, so that no path becomes one. */
const DOORS: [path: RegExp, door: string][] = [
  [/^\/api\/accounts\/transfers$/, 'portal transfer'],
  [/^\/api\/agent\//, 'agent'],
  [/^\/api\/mcp$/, 'mcp'],
  [/^\/api\/chat(\/|$)/, 'chat'],
  [/^\/api\/events$/, 'events'],
  [/^\/api\/health(\/|$)/, 'health'],
  [/^\/api\//, 'api'],
  [/^\/auth\//, 'sign-in'],
  [/^\/_next\//, 'static'],
]

/** Every door's name. */
export const DOOR_NAMES = [...DOORS.map(([, door]) => door), 'page']

/** Which door a request's target (RFC 9112 section 3.2) leads to. */
export function doorOf(target: string): string {
  const path = target.split('?', 1)[0] ?? ''
  return DOORS.find(([pattern]) => pattern.test(path))?.[1] ?? 'page'
}
