import { answer } from '@/lib/http/answer'
import { Problem } from '@/lib/http/problem'

/** Whatever no other handler answers for: the API says so in its own words, not with a page. */
const nothing = answer(async () => {
  throw new Problem('not_found')
})

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT }
