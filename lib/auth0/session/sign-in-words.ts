import type { Language } from '@/lib/platform/text/language'

interface Said {
  title: string
  text: string
}

interface SignInWords {
  logIn: string
  logOutAgain: string
  home: string
  tryAgain: string
  brokenOff: Said
  unusable: Said
  tenantAway: Said
  signedOutHere: Said
  databaseAway: Said
  elsewhere: Said
}

/** What the pages beside the portal say, which are made where it cannot be. */
export const SIGN_IN_WORDS: Record<Language, SignInWords> = {
  en: {
    logIn: 'Log in',
    logOutAgain: 'Log out again',
    home: 'Go home',
    tryAgain: 'Try again',
    brokenOff: {
      title: 'You are not signed in',
      text: 'The sign-in was broken off before it was finished.',
    },
    unusable: {
      title: 'This sign-in cannot be used',
      text: 'It was begun too long ago, was finished before, or did not begin in this browser. Nothing has happened to your accounts; log in again.',
    },
    tenantAway: {
      title: 'Nobody can sign in right now',
      text: 'The sign-in service does not answer. Your accounts are as they were; try again in a moment.',
    },
    signedOutHere: {
      title: 'You are signed out of the bank',
      text: 'The sign-in service does not answer, so it may still know you: whoever logs in from this browser next might not be asked for the password. Log out again in a moment.',
    },
    databaseAway: {
      title: 'The bank cannot be reached',
      text: 'It cannot look up who you are right now. Your money is where it was, and you have not been signed out; try again in a moment.',
    },
    elsewhere: {
      title: 'Your accounts are at another address',
      text: 'You are a customer of the bank, and your money is where it was. This site does not have your accounts: go to the address under which you bank.',
    },
  },
  de: {
    logIn: 'Anmelden',
    logOutAgain: 'Erneut abmelden',
    home: 'Zur Startseite',
    tryAgain: 'Erneut versuchen',
    brokenOff: {
      title: 'Sie sind nicht angemeldet',
      text: 'Die Anmeldung wurde abgebrochen, bevor sie abgeschlossen war.',
    },
    unusable: {
      title: 'Diese Anmeldung kann nicht verwendet werden',
      text: 'Sie wurde vor zu langer Zeit begonnen, war bereits abgeschlossen oder hat nicht in diesem Browser begonnen. Mit Ihren Konten ist nichts geschehen; bitte melden Sie sich erneut an.',
    },
    tenantAway: {
      title: 'Zurzeit kann sich niemand anmelden',
      text: 'Der Anmeldedienst antwortet nicht. Ihre Konten sind unverändert; bitte versuchen Sie es gleich noch einmal.',
    },
    signedOutHere: {
      title: 'Sie sind von der Bank abgemeldet',
      text: 'Der Anmeldedienst antwortet nicht und kennt Sie möglicherweise noch: Wer sich als Nächstes in diesem Browser anmeldet, wird vielleicht nicht nach dem Passwort gefragt. Bitte melden Sie sich gleich noch einmal ab.',
    },
    databaseAway: {
      title: 'Die Bank ist nicht erreichbar',
      text: 'Sie kann gerade nicht nachsehen, wer Sie sind. Ihr Geld ist, wo es war, und Sie wurden nicht abgemeldet; bitte versuchen Sie es gleich noch einmal.',
    },
    elsewhere: {
      title: 'Ihre Konten liegen unter einer anderen Adresse',
      text: 'Sie sind Kundin oder Kunde der Bank, und Ihr Geld ist, wo es war. Diese Seite führt Ihre Konten nicht: Bitte rufen Sie die Adresse auf, unter der Sie Ihre Konten führen.',
    },
  },
}
