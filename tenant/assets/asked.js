// Leads to the very request that a notification was about.

/** Shows the request that the address or the service worker names, at once or when it has come. */
export function leadToAsked(requests) {
  let wanted = location.hash.slice(1)
  const lead = () => {
    const card = wanted && requests.querySelector(`[data-id="${CSS.escape(wanted)}"]`)
    if (!card) return
    wanted = ''
    card.tabIndex = -1
    card.scrollIntoView({ block: 'center' })
    card.focus({ preventScroll: true })
  }
  navigator.serviceWorker?.addEventListener('message', ({ data }) => {
    wanted = String(data?.request ?? '')
    lead()
  })
  new MutationObserver(lead).observe(requests, { childList: true })
  lead()
}
