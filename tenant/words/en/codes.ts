import { type Html, html } from '../../pages/html'
import type { Noun } from '../noun'

/** The page on the computer that shows a request to a phone without a connection. */
export const code = (noun: Noun) => ({
  title: 'Without a connection',
  /** Why there is no code. */
  ends: {
    unknown: { title: 'No such request', text: 'There is no request of yours under this address.' },
    approved: { title: 'You said yes', text: 'What became of it stands where you were asked.' },
    denied: { title: 'Denied', text: 'You have said no. Nothing moves.' },
    withdrawn: { title: 'Withdrawn', text: 'This request is over. Nothing moves.' },
    expired: { title: 'Too late', text: 'The time of this request was up. Nothing moves.' },
    no_transfer: {
      title: 'Not by a code',
      text: 'Only a single transfer can be approved by a code. This takes a signature of your device, and so a connection.',
    },
    passkey: {
      title: 'Not by a code',
      text: 'You approve with a passkey, and no code can carry what it signs. Your device needs a connection.',
    },
    no_key: {
      title: 'No device makes codes yet',
      text: 'A device makes codes once its approvals page has been open with a connection. Until then it needs one.',
    },
    too_many: {
      title: 'Too many wrong codes',
      text: 'No code is taken for this request any more. A device that has a connection can still answer it.',
    },
  },
  lead: (amount: Html, payee: Html) =>
    html`For ${amount} to ${payee}. Your phone shows it in full: believe what it shows.`,
  scan: '1. Scan this with your phone',
  scanLead: html`Open the approvals there and choose <b>Without a connection</b>.`,
  tooLong: 'This request is too long for a picture. Paste its text.',
  showText: 'Show its text instead',
  text: 'Text of the code',
  type: '2. Type the code that it shows',
  code: 'Code from your phone',
  approve: 'Approve',
  tries: (left: number) =>
    `${left === 1 ? 'One try is left.' : `${left} tries are left.`} Nobody at the ${noun} asks for this code.`,
  picture: 'QR code for your phone',
  malformed: 'A code has eight letters and digits.',
  wrong: 'This is not the code that your phone shows for this request. Nothing was decided.',
  slowDown: 'Too many codes were typed within the hour. Please wait, or answer on a device that has a connection.',
})

/** The page on a phone without a connection. */
export const scan = (noun: Noun) => ({
  title: 'Without a connection',
  needsScript: 'This page needs JavaScript: the code is made on this device.',
  heading: 'Approve by a code',
  lead: html`On the computer, choose <b>My phone has no connection</b> beside the transfer. Then scan the code that it shows.`,
  look: 'Scan with the camera',
  seen: 'What the camera sees',
  stop: 'Stop',
  go: 'Take or choose a picture',
  paste: 'Paste its text instead',
  text: 'Text of the code',
  read: 'Read the text',
  stillThere: 'What waits for you is still there once you are online again, until its time is up.',
  tryAgain: 'Try again',
  yourCode: 'Your code',
  typeIt: 'Type it on the computer, where the code to scan is. It approves this transfer and nothing else, once.',
  tellNobody: `Tell it to nobody: nobody at the ${noun} asks for it.`,
})
