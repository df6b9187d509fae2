import type { frame as english } from '../en/frame'
import { translationOf } from '../templates'

export const frame = translationOf<typeof english>()({
  about:
    'Eine Demonstrationsbank, deren Assistentin Geld erst bewegt, wenn Sie auf einem anderen Gerät zugestimmt haben.',
  links: {
    main: 'Hauptnavigation',
    skip: 'Zum Inhalt springen',
    accounts: 'Konten',
    transfer: 'Überweisung',
    aiya: 'Aiya',
    orders: 'Aufträge',
    approvals: 'Freigaben',
    profile: 'Profil',
    logOut: 'Abmelden',
    signedInAs: 'Angemeldet als',
    lightOrDark: 'Hell oder dunkel',
    besideShort: 'Daneben fragen',
    beside: 'Aiya neben dieser Seite fragen',
    besideKeys: 'Strg oder ⌘ mit J',
    onItsWay: 'Die Seite kommt gleich',
    waiting: { one: '{count} wartet auf Ihr Telefon', other: '{count} warten auf Ihr Telefon' },
  },
  actions: {
    tryAgain: 'Erneut versuchen',
    cancel: 'Abbrechen',
    close: 'Schließen',
    moveMoney: 'Geld überweisen',
    addPayee: 'Empfänger hinzufügen',
  },
  days: { today: 'Heute', yesterday: 'Gestern' },
  time: { left: 'noch {clock}', ending: 'Läuft gleich ab' },
  money: { minus: 'minus {money}' },
  list: { more: 'Mehr laden', loaded: 'Jetzt wird mehr angezeigt.', end: 'Das ist alles.' },
  blank: '(nichts zu sehen)',
  connectionLost: 'Verbindung unterbrochen. Die Anzeige ist möglicherweise veraltet.',
  notSaved: 'Die Datei wurde nicht gespeichert',
  notLoaded: {
    title: 'Nicht geladen',
    message: 'Die Verbindung zur Bank wurde unterbrochen. Bitte versuchen Sie es erneut.',
  },
  notCertain: {
    title: 'Noch nicht sicher',
    message:
      'Die Bank hat nicht geantwortet. Diese Seite zeigt jetzt den aktuellen Stand. Falls er nicht Ihrem Wunsch entspricht, versuchen Sie es bitte erneut.',
  },
  failure: {
    unreachable: 'Die Bank ist nicht erreichbar',
    proxy: 'Ein Server zwischen Ihnen und der Bank hat an ihrer Stelle geantwortet',
    moneyIsThere: 'Ihr Geld ist, wo es war. Nur diese Seite konnte nicht geladen werden.',
  },
  notFound: {
    document: 'Nicht gefunden',
    title: 'Hier ist nichts',
    text: 'Die Adresse ist möglicherweise falsch geschrieben, oder die Seite ist nicht für Sie bestimmt.',
    home: 'Zur Startseite',
  },
  somebodyElse: {
    title: 'Hier ist jetzt jemand anderes angemeldet',
    text: 'Seit diese Seite geöffnet wurde, hat sich in diesem Browser eine andere Person angemeldet. Die Seite zeigt und sendet nichts mehr.',
    reload: 'Neu laden',
  },
  browserOn: '{browser} unter {system}',
  deletedPayee: 'Ein Empfänger, den Sie gelöscht haben',
  tooLong: 'Höchstens {most} Zeichen; Ihr Text hat {count}',
})
