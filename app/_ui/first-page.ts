/** Where the first page of a list stands, for the page that shows it and for the server that reads it ahead. */
export const firstPage = (path: string, limit: number) => `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`
