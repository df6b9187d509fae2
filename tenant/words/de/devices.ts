import { html } from '../../pages/html'
import type * as english from '../en/devices'
import type { Noun } from '../noun'
import { theNoun } from './noun'

export const enrol = (noun: Noun): ReturnType<typeof english.enrol> => ({
  needsScript: 'Diese Seite braucht JavaScript: Was Sie freigeben, signiert Ihr Gerät.',
  name: 'Name dieses Geräts',
  unanswered: `${theNoun(noun)} hat nicht geantwortet`,
  unansweredLead: `${theNoun(noun)} konnte nicht sagen, ob dies eines Ihrer Geräte ist. Es hat sich nichts geändert. Warten Sie einen Moment und versuchen Sie es erneut.`,
  tryAgain: 'Erneut versuchen',
  use: 'Dieses Gerät verwenden',
  first: {
    title: 'Erstes Gerät',
    heading: 'Nur von diesem Gerät antworten',
    lead: 'Dieser Browser erzeugt einen Schlüssel, der ihn nie verlässt, und signiert jede Ihrer Antworten. Mit Ihrem Passwort allein kann niemand etwas freigeben.',
  },
  other: {
    title: 'Ein neues Gerät',
    heading: 'Dies ist noch keines Ihrer Geräte',
    lead: 'Nur ein Gerät, das Sie eingerichtet haben, kann für Sie antworten. Eines davon kann dieses zulassen:',
    ask: 'Mein anderes Gerät fragen',
    orTicket: 'Oder mit einem Ticket',
    ticketLead: html`Öffnen Sie auf Ihrem anderen Gerät <b>Ihre Geräte</b> und wählen Sie <b>Gerät hinzufügen</b>. Scannen Sie dann den Code hier, oder öffnen Sie den Link.`,
    lost: 'Ich habe meine Geräte verloren',
    look: 'Sehen Sie auf Ihr anderes Gerät',
    lookLead: 'Es zeigt eine Anfrage mit diesem Code. Erlauben Sie sie dort, wenn beide gleich sind.',
    waiting: 'Wartet auf eine Antwort, höchstens fünf Minuten …',
  },
  ticket: {
    heading: 'Dieses Gerät für Sie antworten lassen',
    lead: 'Dieser Browser erzeugt einen Schlüssel, der ihn nie verlässt. Ihr Ticket wird dabei verbraucht.',
  },
  recovery: {
    title: 'Verlorene Geräte',
    heading: 'Alle Ihre Geräte durch dieses ersetzen',
    lead: 'Alle bisherigen Geräte und Passkeys werden entfernt, jede Vollmacht endet, und Ihre Agenten bleiben gesperrt, bis Sie sie in der Bank wieder fragen lassen.',
    password: 'Passwort',
    code: 'Wiederherstellungscode',
    replace: 'Alle Geräte ersetzen',
    noCode: 'Auch kein Code? Die Bank kann Ihre Geräte vergessen, nachdem sie geprüft hat, wer darum bittet.',
    stillHave: 'Ich habe noch ein Gerät',
  },
  browserOn: (browser, system) => `${browser} unter ${system}`,
  someBrowser: 'Ein Browser',
})

export const deviceRequest: typeof english.deviceRequest = {
  name: 'Geräteanfrage',
  heading: 'Ein anderes Gerät für Sie antworten lassen?',
  lead: 'Es kennt Ihr Passwort. Wenn es nicht in Ihren Händen ist, lehnen Sie ab.',
  itsName: 'Name',
  browser: 'Browser',
  asked: 'Angefragt',
  code: 'Angezeigter Code',
  refuse: 'Ablehnen',
  allow: 'Erlauben',
}

export const devices: typeof english.devices = {
  title: 'Ihre Geräte',
  needsScript: 'Diese Seite braucht JavaScript: Was Sie ändern, signiert dieses Gerät.',
  lead: 'Jedes davon kann für Sie freigeben und ablehnen, mit einem Schlüssel, der es nie verlässt.',
  add: 'Gerät hinzufügen',
  full: (most) => `Es ist Platz für ${most} Geräte. Entfernen Sie eines, um ein anderes hinzuzufügen.`,
  thisDevice: 'Dieses Gerät',
  added: (when) => html`Hinzugefügt: ${when}`,
  lastUsed: (when) => html`Zuletzt verwendet: ${when}`,
  rename: 'Umbenennen',
  renameIt: (name) => `Umbenennen: ${name}`,
  remove: 'Entfernen',
  removeIt: (name) => `Entfernen: ${name}`,
  passkeys: {
    title: 'Passkeys',
    none: 'Mit einem Passkey verlangt jede Zustimmung auch Fingerabdruck, Gesicht oder PIN. Ohne ihn genügt ein Tippen.',
    some: 'Jede Zustimmung verlangt einen davon, mit Fingerabdruck, Gesicht oder PIN. Eine Ablehnung nie.',
    add: 'Passkey hinzufügen',
    full: (most) => `Es ist Platz für ${most} Passkeys. Entfernen Sie einen, um einen anderen hinzuzufügen.`,
    cannot: 'Dieser Browser kann keine Passkeys erzeugen.',
    removeIt: (name) => `Entfernen: Passkey ${name}`,
  },
  recovery: {
    title: 'Wiederherstellungscodes',
    left: (left, made, when) =>
      html`${left} von ${made} sind noch gültig. Erzeugt: ${when}. Neue machen die alten ungültig.`,
    none: 'Wenn Sie alle Geräte verlieren, lassen einer davon und Ihr Passwort ein neues zu. Bewahren Sie sie auf Papier auf.',
    makeNew: 'Neue Wiederherstellungscodes erzeugen',
    make: 'Wiederherstellungscodes erzeugen',
    sheet: 'Ihre Wiederherstellungscodes',
    sheetLead:
      'Sie werden nur jetzt gezeigt. Drucken Sie sie oder schreiben Sie sie auf, und bewahren Sie sie getrennt von Ihren Geräten auf. Jeder gilt einmal.',
    print: 'Drucken',
    kept: 'Ich habe sie aufbewahrt',
  },
  push: {
    title: 'Benachrichtigungen',
    lead: 'Dieses Gerät kann Ihnen sagen, dass etwas wartet, und nicht mehr: weder was noch wie viel.',
    on: 'Dieses Gerät benachrichtigen',
    off: 'Dieses Gerät nicht mehr benachrichtigen',
  },
  thaw: {
    title: 'Gesperrte Agenten',
    lead: 'Wenn Sie Ihre Agenten gesperrt haben, lassen Sie sie hier mit einem Passkey wieder fragen. Jede Anfrage braucht weiterhin Ihre Zustimmung.',
    go: 'Agenten wieder fragen lassen',
  },
  ticket: {
    name: 'Ticket',
    heading: 'Öffnen Sie das auf dem anderen Gerät',
    lead: (minutes) =>
      `Scannen Sie es oder öffnen Sie den Link, und melden Sie sich dort an. Es lässt ein Gerät zu, einmal, innerhalb von ${minutes} Minuten. Zeigen Sie es niemandem.`,
    picture: 'QR-Code des Links darunter',
  },
  renaming: { title: 'Gerät umbenennen', name: 'Name', cancel: 'Abbrechen', save: 'Speichern' },
  removing: {
    title: (name) => html`${name} entfernen?`,
    last: 'Es ist Ihr letztes Gerät. Sie werden abgemeldet, und nichts kann freigegeben werden, bis Sie sich anmelden und wieder eines einrichten.',
    other: 'Von diesem Moment an kann es nichts mehr freigeben, und es ist abgemeldet.',
    keep: 'Behalten',
    remove: 'Entfernen',
  },
}
