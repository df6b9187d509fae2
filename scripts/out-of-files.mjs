import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'

/** As many files as Next may read at once for one answer: a page's module, what that imports, and a list of scripts. */
const FILES_NEEDED = 8
const SHORT = new Set(['EMFILE', 'ENFILE'])
const RETRY_SECONDS = '5'
const PROBLEM = JSON.stringify({
  type: 'about:blank',
  title: 'The bank cannot be reached',
  status: 503,
  code: 'unavailable',
})
const WORDS = 'Please try again in a moment. · Bitte versuchen Sie es gleich noch einmal.\n'

/**
 * Answers 503 where Next answers 500 while the process can open no more files: Next reads a page's module, and more, when it is
 * first asked for, and fails before any code of the app runs. (Its types stand in out-of-files.d.mts.)
 */
export function sayingThatItPasses(listener, isShort = isOutOfFiles) {
  return (request, response) => {
    const isApi = /^\/(api|\.well-known)\//.test(request.url)
    const [type, body] = isApi ? ['application/problem+json', PROBLEM] : ['text/plain; charset=utf-8', WORDS]
    const { writeHead, write, end } = response
    let passes = false
    response.writeHead = (status, ...more) => {
      passes = status === 500 && isShort()
      if (!passes) return writeHead.call(response, status, ...more)
      for (const name of ['Content-Encoding', 'ETag', 'Transfer-Encoding']) response.removeHeader(name)
      response.setHeader('Content-Type', type)
      response.setHeader('Content-Length', Buffer.byteLength(body))
      response.setHeader('Cache-Control', 'no-store')
      response.setHeader('Retry-After', RETRY_SECONDS)
      return writeHead.call(response, 503)
    }
    response.write = (...chunk) => {
      if (response.statusCode === 500 && !response.headersSent) response.writeHead(500)
      return passes || write.apply(response, chunk)
    }
    response.end = (...last) => {
      if (response.statusCode === 500 && !response.headersSent) response.writeHead(500)
      if (!passes) return end.apply(response, last)
      return request.method === 'HEAD' ? end.call(response) : end.call(response, body)
    }
    return listener?.(request, response)
  }
}

function isOutOfFiles() {
  const opened = []
  try {
    while (opened.length < FILES_NEEDED) opened.push(openSync(devNull))
    return false
  } catch (error) {
    return SHORT.has(error.code)
  } finally {
    for (const file of opened) closeSync(file)
  }
}
