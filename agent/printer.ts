import { stripVTControlCharacters } from 'node:util'
import type { Approval } from './bank'

/** The states in the words of the bank's own pages. */
const WORDS: Record<string, string> = {
  requested: 'Asking your phone …',
  pending: 'Waiting for your phone',
  approved: 'Approved',
  posted: 'Transferred',
  denied: 'Denied',
  expired: 'Expired',
  cancelled: 'Cancelled',
  failed: 'Failed',
}

/** The program's output: lines for people, or one JSON object a line. */
export interface Printer {
  signInHere(address: string, code: string, whole?: string): void
  approval(approval: Approval): void
  answer(text: string): void
  note(text: string): void
  failure(code: string, message: string, members?: Record<string, unknown>): void
  /** Prints the last object of `--json`, with the outcome. */
  end(approval: Approval | null): void
}

export function printerFor(json: boolean): Printer {
  return json ? forPrograms() : forPeople()
}

function forPeople(): Printer {
  // A model's words or a memo may hold sequences that move the terminal's cursor and overwrite earlier lines.
  const say = (text: string) => process.stdout.write(`${plain(text)}\n`)
  return {
    signInHere: (address, code) => say(`Open ${address} on a device where you trust the browser, and enter ${code}`),
    approval(approval) {
      const { status, bindingMessage, expiresAt, reason, id, transferId } = approval
      if (status === 'requested') say(`${bindingMessage}\n  approval ${id}`)
      const until = status === 'pending' ? `, until ${new Date(expiresAt).toLocaleTimeString()}` : ''
      // Who withdrew a request knows why; the bank's code for it says nothing more.
      const why = status === 'cancelled' ? null : reason
      const more = [transferId && `transfer ${transferId}`, why].filter(Boolean).join(', ')
      say(`  ${WORDS[status] ?? status}${until}${more && `: ${more}`}`)
    },
    answer: (text) => say(text),
    note: (text) => process.stderr.write(`${plain(text)}\n`),
    failure: (_, message) => process.stderr.write(`${plain(message)}\n`),
    end: () => {},
  }
}

/** Text without escape sequences and control characters; line breaks and tabs stay. */
function plain(text: string): string {
  return stripVTControlCharacters(text).replace(/[^\P{Cc}\n\t]|[\p{Bidi_Control}]/gu, '')
}

function forPrograms(): Printer {
  const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)
  return {
    signInHere: (verificationUri, userCode, verificationUriComplete) =>
      say({ signIn: { verificationUri, userCode, verificationUriComplete } }),
    approval: (approval) => say({ state: approval.status, approvalId: approval.id }),
    answer: (text) => say({ answer: text }),
    note: (text) => say({ note: text }),
    failure: (code, message, members) => say({ error: { code, message, ...members } }),
    end: (approval) => {
      if (approval) say({ approval })
    },
  }
}
