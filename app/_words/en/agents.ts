/** Freezing and thawing agents, on every page that offers it. */
export const agents = {
  freeze: 'Freeze agent transfers',
  notFrozen: 'Not frozen',
  question: 'Freeze agent transfers?',
  consequence:
    'Aiya and every other agent can then move nothing, and what waits for your phone is withdrawn at once. Your own transfers keep working as usual. To thaw, you sign in again.',
  freezeNow: 'Freeze now',
  signInToThaw: 'Sign in again to thaw',
  thaw: 'Thaw agent transfers',
  thawOnPhone: 'Thaw on your phone',
  notThawed: 'Not thawed',
  recovered: 'A recovery code replaced your devices',
  frozen: 'Agent transfers are frozen',
  recoveredText:
    'On {when} all your former devices and passkeys were removed. Your mandates are over, Aiya can move nothing, and nothing asks your phone. If this was not you, leave it so and call the bank.',
  frozenText: 'Since {when}, Aiya can look things up but move nothing. Your own transfers keep working as usual.',
  toProfile: 'Go to your profile',
  paused: 'Aiya has stopped asking',
  pausedText: 'You said no three times in a row, so Aiya rings your phone for nothing more. She still looks things up.',
  resume: 'Let Aiya ask again',
  notResumed: 'Aiya may not ask yet',
} as const
