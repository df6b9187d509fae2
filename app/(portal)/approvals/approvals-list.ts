/** Where approvals are listed, and how many a page of the list holds. */
export const APPROVALS = '/api/approvals'
export const APPROVALS_PAGE = 20
