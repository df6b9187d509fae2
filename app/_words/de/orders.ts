import type { orders as englishOrders, portfolio as englishPortfolio } from '../en/orders'
import { translationOf } from '../templates'

export const orders = translationOf<typeof englishOrders>()({
  title: 'Aufträge',
  lead: 'Was Sie gekauft und verkauft haben, und was noch wartet.',
  shares: 'Ihre Aktien',
  none: {
    title: 'Noch keine Aufträge',
    text: 'Fragen Sie Aiya auf Englisch, was Sie kaufen können, oder schreiben Sie „buy two pairs of running shoes for at most $150“. Bevor etwas gekauft wird, sehen Sie es auf Ihrem Telefon und entscheiden dort.',
  },
  waiting: {
    title: 'Wartet auf einen Kurs',
    buy: 'Kauf: {qty} {ticker}',
    sell: 'Verkauf: {qty} {ticker}',
    below: 'sobald eine Aktie unter {price} kostet; dann wird Ihr Telefon gefragt',
    above: 'sobald eine Aktie über {price} kostet; dann wird Ihr Telefon gefragt',
    waits: 'Wartet',
  },
})

export const portfolio = translationOf<typeof englishPortfolio>()({
  title: 'Depot',
  lead: 'Ihre Aktien beim Broker. Kurse können fallen wie steigen.',
  trade: 'Aiya handeln lassen',
  none: {
    title: 'Noch keine Aktien',
    text: 'Fragen Sie Aiya auf Englisch, was eine Aktie kostet, oder schreiben Sie „buy 3 GOOG“. Bevor etwas gekauft wird, sehen Sie es auf Ihrem Telefon und entscheiden dort. Der Handel birgt Risiken, und niemand berät Sie hier.',
  },
  worth: 'Aktueller Wert',
  table: { name: 'Aktien', share: 'Aktie', qty: 'Bestand', price: 'Kurs', worth: 'Wert' },
  trades: {
    title: 'Käufe und Verkäufe',
    buy: 'Gekauft: {qty} {ticker}',
    sell: 'Verkauft: {qty} {ticker}',
    at: '{when}, je {price}',
  },
})
