import { Paper, Stack, Title } from '@mantine/core'
import { dayName, daysOf } from '@/app/_ui/days-of'
import { useSpeech, useWords } from '@/app/_ui/spoken'
import { useTimeZone } from '@/app/_ui/time-zone'
import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { ApprovalRecord } from './approval-record'
import classes from './approval-record.module.css'
import { SettledApproval } from './settled-approval'

/** The approvals that still wait, then those that have ended: only the former can be withdrawn. */
export function ApprovalSections({ approvals, reload }: { approvals: Approval[]; reload: () => void }) {
  const { approvals: words } = useWords()
  const open = approvals.filter(({ status }) => !isFinal(status))
  const settled = approvals.filter(({ status }) => isFinal(status))
  return (
    <>
      <WaitingApprovals approvals={open} reload={reload} />
      <SettledApprovals title={open.length > 0 ? words.earlier : words.settled} approvals={settled} />
    </>
  )
}

function WaitingApprovals({ approvals, reload }: { approvals: Approval[]; reload: () => void }) {
  const { waiting } = useWords().approvals
  if (approvals.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={waiting}>
      <Title order={2}>{waiting}</Title>
      <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
        {approvals.map((approval) => (
          <li key={approval.id}>
            <ApprovalRecord approval={approval} reload={reload} />
          </li>
        ))}
      </Stack>
    </Stack>
  )
}

function SettledApprovals({ title, approvals }: { title: string; approvals: Approval[] }) {
  const speech = useSpeech()
  const timeZone = useTimeZone()
  if (approvals.length === 0) return null
  return (
    <Stack component="section" gap="sm" aria-label={title}>
      <Title order={2}>{title}</Title>
      <Paper radius="lg" withBorder p="xs">
        <Stack gap="md">
          {daysOf(approvals, timeZone).map((day) => (
            <div key={day.date}>
              <Title order={3} size="sm" px="xs" suppressHydrationWarning>
                {dayName(day, timeZone, speech)}
              </Title>
              <ul className={classes.day}>
                {day.items.map((approval) => (
                  <li key={approval.id}>
                    <SettledApproval approval={approval} />
                  </li>
                ))}
              </ul>
            </div>
          ))}
        </Stack>
      </Paper>
    </Stack>
  )
}
