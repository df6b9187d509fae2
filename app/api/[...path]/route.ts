import { answer } from '@/lib/platform/http/answer'
import { Problem } from '@/lib/platform/http/problem'

/** Answers for every address of the API that has no route, with a problem document and not a page. */
const nothing = answer(async () => {
  throw new Problem('not_found')
})

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT }
