/** The value of a cookie as a request sent it, still encoded; undefined where there is none of that name. */
export function cookieOf({ headers }: { headers: Pick<Headers, 'get'> }, name: string): string | undefined {
  const cookies = (headers.get('cookie') ?? '').split(';').map((cookie) => cookie.trim())
  return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1)
}
