/** What the one who answers is, as in "The bank did not answer." */
export type Noun = 'bank' | 'tenant'
