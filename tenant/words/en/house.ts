/** What the bank's own pages say, and what those of a tenant alone do. */
export const house = {
  language: 'Language',
  bank: {
    home: 'Back to the bank',
    afterDevice: 'To your profile',
    neverAsks: {
      password: 'Nobody at the bank will ever ask you for your password.',
      code: 'Nobody from the bank will ever send you a code.',
    },
    signInLead: 'Log in to your accounts.',
    nothingWaits: 'When an agent wants to move your money, you decide here.',
    itSays: 'The chat says',
    saysForAnother: 'The bank says',
    phoneLead: 'Sign in on this phone to approve or deny what Aiya asks for.',
  },
  alone: {
    title: 'local tenant',
    toPhone: 'To the phone',
    signInLead: (client = 'go on') => `Log in to ${client}.`,
    nothingWaits: 'When a client asks for your approval, you decide here.',
    itSays: 'It says',
    phoneLead: (askers: string) => `Sign in on this phone to approve or deny what ${askers} asks for.`,
    someClient: 'a client',
  },
}
