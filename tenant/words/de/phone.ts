import { html } from '../../pages/html'
import type { phone as english } from '../en/phone'
import type { Noun } from '../noun'

export const phone = (noun: Noun): ReturnType<typeof english> => ({
  title: 'Freigaben',
  connecting: 'Verbindet …',
  needsScript: 'Diese Seite braucht JavaScript: Was Sie freigeben, signiert dieses Gerät.',
  waiting: 'Wartet auf Sie',
  nothingWaits: 'Nichts wartet auf Sie',
  earlier: 'Frühere',
  noHistory: 'Hier erscheinen Ihre Entscheidungen.',
  states: {
    yes: 'Von Ihnen freigegeben',
    transferred: 'Überwiesen',
    done: 'Erledigt',
    not_made: 'Nicht ausgeführt',
    withdrawn: 'Zurückgezogen',
    denied: 'Abgelehnt',
    expired: 'Abgelaufen',
  },
  links: {
    devices: 'Ihre Geräte und Passkeys',
    scan: 'Ohne Verbindung',
    freeze: 'Alle Agenten sperren',
    mandates: 'Eine Vollmacht widerrufen',
  },
  recovered: (when) => html`Ein Wiederherstellungscode hat alle Ihre Geräte ersetzt: ${when}.`,
  stillFrozen: (address) =>
    html`Ihre Agenten bleiben gesperrt, bis Sie sie <a href="${address}">${noun === 'bank' ? 'in der Bank' : 'im Tenant'}</a> wieder fragen lassen.`,
  signOut: 'Abmelden',
  mandates: {
    title: 'Ihre Vollmachten',
    lead: 'Was Sie hier erlaubt haben, ohne jedes Mal gefragt zu werden. Widerrufen endet es sofort.',
    none: 'Keine Vollmacht, die Sie hier freigegeben haben, ist in Kraft.',
    used: (address) => html`Wie viel davon jeweils genutzt ist, steht <a href="${address}">bei der Bank</a>.`,
    atOnce: (limit) => html`Höchstens auf einmal ${limit}`,
    inAll: (limit) => html`Höchstens insgesamt ${limit}`,
    from: (account) => html`Von ${account}`,
    to: (payees) => html`An ${payees}`,
    until: (end) => html`Bis ${end}`,
    revoke: 'Widerrufen',
    notRevoked:
      'Die Vollmacht ist nicht widerrufen: Die Bank hat nicht geantwortet. Bitte versuchen Sie es erneut, oder widerrufen Sie sie bei der Bank.',
  },
  manifest: { name: 'Telefon', description: 'Gibt frei oder lehnt ab, worum Agenten bitten.' },
})
