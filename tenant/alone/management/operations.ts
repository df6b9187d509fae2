import { z } from 'zod'
import { listDevices, removeDevice } from '../../devices/devices'
import type { Changes } from '../../phone/changes'
import type { Sql } from '../../store/database'
import { deviceMethod, FACTORS, guardianEnrolment, requireEnrolled, requireMethod, userEnrolment } from './enrolments'
import { listed, pagingMembers, readQuery, startOf } from './query'
import type { ManagementScope } from './scopes'
import { userAnswer, withFields } from './user-answer'
import { readNewUser, readUserChanges } from './user-body'
import { readUserSearch } from './user-search'
import { changeUser, createUser, deleteUser, requireUser, searchUsers, usersByEmail } from './user-store'

/** What an operation works with. */
export interface Asked {
  sql: Sql
  changes: Changes
  /** The variable parts of the path, each decoded once. */
  ids: [first: string, second: string]
  query: URLSearchParams
  body: unknown
}

interface Operation {
  /** Method and path below /api/v2/, where `*` is an id. */
  on: string
  scope: ManagementScope
  /** What is answered; nothing is 204. */
  answer: (asked: Asked) => Promise<object | undefined>
  status?: 201
}

const Fields = z.strictObject({
  fields: z.string().max(500).optional(),
  include_fields: z.enum(['true', 'false']).default('true'),
})
const ByEmail = Fields.extend({ email: z.email().max(254) })
const Page = z.strictObject(pagingMembers)

/** What is here of Auth0's Management API: what its async samples call. */
export const OPERATIONS: Operation[] = [
  {
    on: 'GET users',
    scope: 'read:users',
    answer: async ({ sql, query }) => {
      const { fields, include_fields: include, ...search } = readUserSearch(query)
      const { users, total } = await searchUsers(sql, search)
      return listed(
        'users',
        users.map(userAnswer).map((user) => withFields(user, fields, include)),
        search,
        total,
      )
    },
  },
  {
    on: 'GET users-by-email',
    scope: 'read:users',
    answer: async ({ sql, query }) => {
      const { email, fields, include_fields: include } = readQuery(ByEmail, query)
      return (await usersByEmail(sql, email)).map(userAnswer).map((user) => withFields(user, fields, include))
    },
  },
  {
    on: 'POST users',
    scope: 'create:users',
    status: 201,
    answer: async ({ sql, body }) => userAnswer(await createUser(sql, readNewUser(body))),
  },
  {
    on: 'GET users/*',
    scope: 'read:users',
    answer: async ({ sql, ids: [sub], query }) => {
      const { fields, include_fields: include } = readQuery(Fields, query)
      return withFields(userAnswer(await requireUser(sql, sub)), fields, include)
    },
  },
  {
    on: 'PATCH users/*',
    scope: 'update:users',
    answer: async ({ sql, changes, ids: [sub], body }) => {
      const user = await changeUser(sql, sub, readUserChanges(body))
      changes.announce(sub)
      return userAnswer(user)
    },
  },
  {
    on: 'DELETE users/*',
    scope: 'delete:users',
    answer: async ({ sql, changes, ids: [sub] }) => {
      await deleteUser(sql, sub)
      changes.announce(sub)
      return undefined
    },
  },
  {
    on: 'GET users/*/enrollments',
    scope: 'read:users',
    answer: async ({ sql, ids: [sub] }) => (await devicesOf(sql, sub)).map(userEnrolment),
  },
  {
    on: 'GET users/*/authentication-methods',
    scope: 'read:authentication_methods',
    answer: async ({ sql, ids: [sub], query }) => {
      const page = startOf(readQuery(Page, query))
      const devices = await devicesOf(sql, sub)
      const shown = devices.slice(page.start, page.start + page.limit)
      return listed('authenticators', shown.map(deviceMethod), page, devices.length)
    },
  },
  {
    on: 'GET users/*/authentication-methods/*',
    scope: 'read:authentication_methods',
    answer: async ({ sql, ids: [sub, id] }) => deviceMethod(requireMethod(await devicesOf(sql, sub), id)),
  },
  {
    on: 'DELETE users/*/authentication-methods/*',
    scope: 'delete:authentication_methods',
    answer: async ({ sql, changes, ids: [sub, id] }) => {
      const { id: device } = requireMethod(await devicesOf(sql, sub), id)
      return forget(sql, changes, sub, [device])
    },
  },
  {
    on: 'DELETE users/*/authentication-methods',
    scope: 'delete:authentication_methods',
    answer: async ({ sql, changes, ids: [sub] }) =>
      forget(
        sql,
        changes,
        sub,
        (await devicesOf(sql, sub)).map(({ id }) => id),
      ),
  },
  { on: 'GET guardian/factors', scope: 'read:guardian_factors', answer: async () => FACTORS },
  {
    on: 'GET guardian/enrollments/*',
    scope: 'read:guardian_enrollments',
    answer: async ({ sql, ids: [id] }) => guardianEnrolment(await requireEnrolled(sql, id)),
  },
  {
    on: 'DELETE guardian/enrollments/*',
    scope: 'delete:guardian_enrollments',
    answer: async ({ sql, changes, ids: [id] }) => {
      const device = await requireEnrolled(sql, id)
      return forget(sql, changes, device.sub, [device.id])
    },
  },
]

async function devicesOf(sql: Sql, sub: string) {
  await requireUser(sql, sub)
  return listDevices(sql, sub)
}

async function forget(sql: Sql, changes: Changes, sub: string, devices: string[]): Promise<undefined> {
  for (const device of devices) await removeDevice(sql, sub, device)
  changes.announce(sub)
}
