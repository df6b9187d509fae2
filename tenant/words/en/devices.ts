import { type Html, html } from '../../pages/html'
import type { Noun } from '../noun'

/** How a browser becomes a device. */
export const enrol = (noun: Noun) => ({
  needsScript: 'This page needs JavaScript: what you approve is signed by your device.',
  name: 'Name of this device',
  unanswered: `The ${noun} did not answer`,
  unansweredLead: `The ${noun} could not say whether this is one of your devices. Nothing has changed. Wait a moment and try again.`,
  tryAgain: 'Try again',
  use: 'Use this device',
  first: {
    title: 'First device',
    heading: 'Answer from this device only',
    lead: 'This browser makes a key that never leaves it, and signs each of your answers. Nobody can approve with your password alone.',
  },
  other: {
    title: 'A new device',
    heading: 'This is not one of your devices yet',
    lead: 'Only a device that you have set up can answer for you. One of them can let this one in:',
    ask: 'Ask my other device',
    orTicket: 'Or with a ticket',
    ticketLead: html`On your other device, open <b>Your devices</b> and choose <b>Add a device</b>. Then scan the code here, or open its link.`,
    lost: 'I have lost my devices',
    look: 'Look at your other device',
    lookLead: 'It shows a request with this code. Allow it there if both are the same.',
    waiting: 'Waiting for an answer, five minutes at most…',
  },
  ticket: {
    heading: 'Let this device answer for you',
    lead: 'This browser makes a key that never leaves it. This uses up your ticket.',
  },
  recovery: {
    title: 'Lost devices',
    heading: 'Replace all your devices by this one',
    lead: 'All former devices and passkeys are removed, every mandate ends, and your agents stay frozen until you let them ask again in the bank.',
    password: 'Password',
    code: 'Recovery code',
    replace: 'Replace all devices',
    noCode: 'No code either? The bank can forget your devices, after looking at who asks.',
    stillHave: 'I still have a device',
  },
  /** A name for a browser, such as `Chrome on Linux`. */
  browserOn: (browser: string, system: string) => `${browser} on ${system}`,
  someBrowser: 'A browser',
})

/** The card of a browser that asks to become a device. */
export const deviceRequest = {
  name: 'Device request',
  heading: 'Let another device answer for you?',
  lead: 'It has your password. If it is not in your hands, refuse.',
  itsName: 'Name',
  browser: 'Browser',
  asked: 'Asked',
  code: 'Code on its screen',
  refuse: 'Refuse',
  allow: 'Allow',
}

/** The page of devices, passkeys, recovery codes and notifications. */
export const devices = {
  title: 'Your devices',
  needsScript: 'This page needs JavaScript: what you change is signed by this device.',
  lead: 'Each of these can approve and deny for you, with a key that never leaves it.',
  add: 'Add a device',
  full: (most: number) => `There is room for ${most} devices. Remove one to add another.`,
  thisDevice: 'This device',
  added: (when: Html) => html`Added ${when}`,
  lastUsed: (when: Html) => html`Last used ${when}`,
  rename: 'Rename',
  renameIt: (name: string) => `Rename ${name}`,
  remove: 'Remove',
  removeIt: (name: string) => `Remove ${name}`,
  passkeys: {
    title: 'Passkeys',
    none: 'With a passkey, each yes also asks for your fingerprint, face or PIN. Without one, a tap is enough.',
    some: 'Each yes asks for one of these, with your fingerprint, face or PIN. A no never does.',
    add: 'Add a passkey',
    full: (most: number) => `There is room for ${most} passkeys. Remove one to add another.`,
    cannot: 'This browser cannot make passkeys.',
    removeIt: (name: string) => `Remove passkey ${name}`,
  },
  recovery: {
    title: 'Recovery codes',
    left: (left: number, made: number, when: Html) =>
      html`${left} of ${made} are good still. Made ${when}. New ones make the old ones void.`,
    none: 'If you lose every device, one of these and your password let a new one in. Keep them on paper.',
    makeNew: 'Make new recovery codes',
    make: 'Make recovery codes',
    sheet: 'Your recovery codes',
    sheetLead:
      'They are shown only now. Print them or write them down, and keep them away from your devices. Each is good once.',
    print: 'Print',
    kept: 'I have kept them',
  },
  push: {
    title: 'Notifications',
    lead: 'This device can tell you that something waits, and no more: neither what nor how much.',
    on: 'Notify this device',
    off: 'Stop notifying this device',
  },
  thaw: {
    title: 'Frozen agents',
    lead: 'If you have frozen your agents, let them ask again here, with a passkey. Each still needs your yes.',
    go: 'Let agents ask again',
  },
  ticket: {
    name: 'Ticket',
    heading: 'Open this on the other device',
    lead: (minutes: number) =>
      `Scan it or open the link, and sign in there. It lets one device in, once, within ${minutes} minutes. Show it to nobody.`,
    picture: 'QR code of the link below',
  },
  renaming: { title: 'Rename device', name: 'Name', cancel: 'Cancel', save: 'Save' },
  removing: {
    title: (name: Html) => html`Remove ${name}?`,
    last: 'It is your last device. You will be signed out, and nothing can be approved until you sign in and enrol one again.',
    other: 'From this moment on it can approve nothing, and it is signed out.',
    keep: 'Keep it',
    remove: 'Remove',
  },
}
