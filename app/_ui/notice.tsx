import { Paper, Stack, ThemeIcon, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface NoticeProps {
  icon: ReactNode
  title: string
  children?: ReactNode
  color?: string
  /** The heading's level: 1 where the notice is the whole page. */
  order?: 1 | 2
}

/** A notice in place of content that does not exist or could not be read. */
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
