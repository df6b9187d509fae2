import { type Html, html } from '../../pages/html'
import type { Noun } from '../noun'

export const phone = (noun: Noun) => ({
  title: 'Approvals',
  connecting: 'Connecting…',
  needsScript: 'This page needs JavaScript: what you approve is signed by this device.',
  waiting: 'Waiting for you',
  nothingWaits: 'Nothing waits for you',
  earlier: 'Earlier',
  noHistory: 'Your decisions appear here.',
  states: {
    yes: 'You said yes',
    transferred: 'Transferred',
    done: 'Done',
    not_made: 'Not made',
    withdrawn: 'Withdrawn',
    denied: 'Denied',
    expired: 'Expired',
  },
  links: {
    devices: 'Your devices and passkeys',
    scan: 'Without a connection',
    freeze: 'Freeze all agents',
    mandates: 'Revoke a mandate',
  },
  recovered: (when: Html) => html`A recovery code replaced all your devices on ${when}.`,
  stillFrozen: (address: string) =>
    html`Your agents stay frozen until you let them ask again <a href="${address}">in the ${noun}</a>.`,
  signOut: 'Sign out',
  mandates: {
    title: 'Your mandates',
    lead: 'What you have allowed here without being asked each time. Revoked, it ends at once.',
    none: 'No mandate that you approved here is in force.',
    used: (address: string) => html`How much of each is used stands <a href="${address}">at the bank</a>.`,
    atOnce: (limit: Html) => html`At most at once ${limit}`,
    inAll: (limit: Html) => html`At most in all ${limit}`,
    from: (account: Html) => html`From ${account}`,
    to: (payees: Html) => html`To ${payees}`,
    until: (end: Html) => html`Until ${end}`,
    revoke: 'Revoke',
    notRevoked: 'It is not revoked: the bank did not answer. Please try again, or revoke it at the bank.',
  },
  manifest: { name: 'Phone', description: 'Approves or denies what agents ask for.' },
})
