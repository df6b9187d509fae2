import { STATUS_CODES } from 'node:http'

/** Why a request of the Management API is not done, in Auth0's words. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly errorCode?: string,
  ) {
    super(message)
  }
}

/** The body of an answer that is a refusal (Auth0 docs: "Management API, errors"). */
export function refusalBody({ status, message, errorCode }: Pick<Refusal, 'status' | 'message' | 'errorCode'>): object {
  return { statusCode: status, error: STATUS_CODES[status] ?? 'Error', message, ...(errorCode && { errorCode }) }
}

export const NO_SUCH_USER = new Refusal(404, 'The user does not exist.', 'inexistent_user')
