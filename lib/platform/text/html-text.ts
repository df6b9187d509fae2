/** Text as it stands in a page's HTML, between tags or within an attribute's quotes. */
export function htmlText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
