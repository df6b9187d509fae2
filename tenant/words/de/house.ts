import type { house as english } from '../en/house'

export const house: typeof english = {
  language: 'Sprache',
  bank: {
    home: 'Zurück zur Bank',
    afterDevice: 'Zu Ihrem Profil',
    neverAsks: {
      password: 'Niemand von der Bank wird Sie jemals nach Ihrem Passwort fragen.',
      code: 'Niemand von der Bank wird Ihnen jemals einen Code schicken.',
    },
    signInLead: 'Melden Sie sich bei Ihren Konten an.',
    nothingWaits: 'Wenn ein Agent Ihr Geld bewegen möchte, entscheiden Sie hier.',
    itSays: 'Im Chat steht',
    saysForAnother: 'Die Bank sagt',
    phoneLead: 'Melden Sie sich auf diesem Telefon an, um freizugeben oder abzulehnen, worum Aiya bittet.',
  },
  alone: {
    title: 'lokaler Tenant',
    toPhone: 'Zum Telefon',
    signInLead: (client) =>
      client === undefined ? 'Melden Sie sich an, um fortzufahren.' : `Melden Sie sich bei ${client} an.`,
    nothingWaits: 'Wenn ein Client um Ihre Freigabe bittet, entscheiden Sie hier.',
    itSays: 'Es heißt',
    phoneLead: (askers) =>
      `Melden Sie sich auf diesem Telefon an, um freizugeben oder abzulehnen, worum ${askers} bittet.`,
    someClient: 'ein Client',
  },
}
