import { type MouseEvent, useState } from 'react'
import { ApiProblem, expectOk } from './api'
import { bankFetch } from './bank-fetch'
import { useFileAddress } from './made-for'
import { tell } from './notices'
import { detailOf, memberWords, titleOf } from './problem-words'
import { useWords } from './spoken'

/** Long enough for the browser to have begun to save a file. */
const KEPT_MS = 60_000

/**
 * Makes a link to a file of the bank's: with the page's scripts it fetches the file and saves it, so that a refusal is read
 * on the page. To the browser alone a refusal is a failed download without a reason.
 * @returns what a link to the file at this path of the API gets
 */
export function useFile() {
  const words = useWords()
  const addressOf = useFileAddress()
  const [busy, setBusy] = useState<string | null>(null)
  const save = async (path: string) => {
    setBusy(path)
    try {
      const response = await bankFetch(path)
      await expectOk(response)
      keep(await response.blob(), nameIn(response))
    } catch (error) {
      tell({ title: words.frame.notSaved, message: reasonOf(error), color: 'red' })
    } finally {
      setBusy(null)
    }
  }
  const reasonOf = (error: unknown): string => {
    if (!(error instanceof ApiProblem)) return words.frame.failure.unreachable
    const [wrong] = error.errors
    return detailOf(error, words) ?? (wrong ? memberWords(wrong.message, words) : titleOf(error, words))
  }
  return (path: string) => ({
    href: addressOf(path),
    download: true,
    'aria-busy': busy === path || undefined,
    onClick: (event: MouseEvent) => {
      // A press with a key held, such as for a new tab, is the browser's own.
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      if (busy === null) void save(path)
    },
  })
}

function keep(file: Blob, name: string): void {
  const address = URL.createObjectURL(file)
  Object.assign(document.createElement('a'), { href: address, download: name }).click()
  window.setTimeout(() => URL.revokeObjectURL(address), KEPT_MS)
}

/** The name that the bank gives to a file (RFC 6266); none lets the browser choose. */
function nameIn({ headers }: Response): string {
  return /filename="([^"]+)"/.exec(headers.get('Content-Disposition') ?? '')?.[1] ?? ''
}
