import type { Noun } from '../noun'

/** What the pages' scripts say, by script. A page brings its script's part with it (pages/layout.ts, assets/words.js). */
export const scripts = (noun: Noun) => {
  const noAnswer = `The ${noun} did not answer. Please try again.`
  const yesterday = '{clock} yesterday'
  const cannotSign = 'This device could not sign. Reload this page, or set the device up again.'
  const lostKey = 'This device has lost its key. Sign out, and in again.'
  return {
    'phone.js': {
      ...{ noAnswer, yesterday, cannotSign, lostKey },
      notConfirmed: 'Not confirmed with your passkey. Nothing was decided.',
      notTheDocument: 'What is shown is not what was asked for. Reload this page.',
      /** The news of a request that ended or was settled without a tap on the page. */
      news: {
        withdrawn: `Withdrawn in the ${noun}.`,
        expired: 'Too late, the time was up. Nothing moves.',
        transferred: 'Transferred.',
        done: 'Done.',
        not_made: 'Not made. Nothing was moved.',
      },
      upToDate: 'Up to date',
      connectionLost: 'Connection lost, retrying…',
      newRequest: 'New request',
      deviceAsks: 'Another device asks to answer for you',
      noTime: 'no time',
    },
    'enrol.js': {
      noAnswer,
      ends: {
        refused: 'Your other device refused, or there is no room for one more.',
        expired: 'Nobody answered on your other device in time. You can ask again.',
        unknown: 'The request is gone. You can ask again.',
      },
      cannotKeep: 'This browser cannot keep a key here. A private window may be why.',
    },
    'devices.js': {
      ...{ noAnswer, yesterday, cannotSign, lostKey },
      notConfirmed: 'Not confirmed with a passkey. Nothing was changed.',
      cannotNotify: 'This browser does not let the page notify you.',
      passkey: 'Passkey',
    },
    'scan.js': {
      yesterday,
      notFound: 'No code was found in this picture. Take it straight on, with the whole code in it.',
      notSeen: 'The camera has seen no code. Hold it straight on, with the whole code in the picture.',
      noCamera: 'The camera cannot be opened here. Take or choose a picture instead.',
      notOurs: 'This is no request to be approved here.',
      noKey: 'This device cannot make a code for this customer yet. Open the approvals here once with a connection.',
      notTheDocument: 'What is shown is not what was asked for. Scan it again.',
      notApproved: 'Nothing was approved. Withdraw it on the computer, or let its time run out.',
      until: 'Until',
    },
  }
}
