import { Container, Group, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

interface PageFrameProps {
  title: ReactNode
  /** One line about the purpose of the page. */
  lead?: ReactNode
  /** The page's actions, beside the title. */
  actions?: ReactNode
  children: ReactNode
}

/** A page's heading and its content, in the width that all pages share. */
export function PageFrame({ title, lead, actions, children }: PageFrameProps) {
  return (
    <Container size="lg" px={{ base: 'md', md: 'xl' }} py={{ base: 'lg', sm: 36 }}>
      <Stack gap="lg">
        <Group justify="space-between" align="flex-end" gap="md">
          <Stack gap={4}>
            <Title order={1}>{title}</Title>
            {lead && <Text c="dimmed">{lead}</Text>}
          </Stack>
          {actions}
        </Group>
        {children}
      </Stack>
    </Container>
  )
}
