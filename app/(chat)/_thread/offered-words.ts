import { createContext, useContext } from 'react'

/** Puts words into the field for the customer's message. They are not sent: the customer reads them and presses Send. */
type OfferWords = (words: string) => void

/** Lets the cards of a chat offer words. */
export const OfferedWords = createContext<OfferWords>(() => {})

export const useOfferWords = () => useContext(OfferedWords)
