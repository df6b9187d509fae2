/** One text of a detail, and its place in the detail. */
export interface Member {
  place: string
  label: string
  text: string
  kind: 'money' | 'name' | 'plain'
}
export function membersOf(details: object[]): Member[]
