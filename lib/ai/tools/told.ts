import { asProblem } from '@/lib/platform/http/as-problem'
import { PROBLEMS } from '@/lib/platform/http/problem'

/** A tool's result, or a refusal in words, with its stable code: the model must not read it as no products or no shares. */
export async function told<Result extends object>(
  read: () => Promise<Result>,
): Promise<Result | { error: { code: string; message: string } }> {
  try {
    return await read()
  } catch (error) {
    const { code, extras } = asProblem(error)
    return { error: { code, message: extras.detail ?? PROBLEMS[code][1] } }
  }
}
