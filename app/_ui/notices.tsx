import { Button, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { ApiProblem } from './api'

interface NoticeProps {
  icon: ReactNode
  title: string
  children?: ReactNode
  color?: string
  /** 1 where the notice is the whole page. */
  order?: 1 | 2
}

/** What stands where content would be: nothing there yet, or nothing to be had. */
export function Notice({ icon, title, children, color = 'pine', order = 2 }: NoticeProps) {
  return (
    <Paper withBorder radius="lg" p={{ base: 'lg', sm: 40 }}>
      <Stack align="center" gap="sm" ta="center" maw={560} mx="auto">
        <ThemeIcon variant="light" color={color} size={56} radius="xl">
          {icon}
        </ThemeIcon>
        <Title order={order}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  )
}

/** Says that something could not be read, and lets the customer try again. */
export function LoadFailure({ error, retry }: { error: unknown; retry: () => void }) {
  const title = error instanceof ApiProblem ? error.title : 'The bank cannot be reached'
  return (
    <div role="alert">
      <Notice icon={<IconCloudOff size={28} aria-hidden />} title={title} color="gray">
        <Text c="dimmed">Your money is where it was. Only this page could not be loaded.</Text>
        <Button variant="default" onClick={retry} mt="xs">
          Try again
        </Button>
      </Notice>
    </div>
  )
}
