'use client'

import { Box, Button, Container, Grid, Group, Stack, Text, Title } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { Brand } from './brand'
import { ColorSchemeToggle } from './color-scheme-toggle'
import { useSpeech } from './spoken'
import classes from './welcome.module.css'
import { WelcomePhone } from './welcome-phone'

/** The page of a visitor without a session. */
export function Welcome() {
  const {
    words: { welcome: words },
    rich,
  } = useSpeech()
  return (
    <Box className={classes.page}>
      <Container size="lg" px={{ base: 'md', md: 'xl' }} w="100%">
        <Group component="header" justify="space-between" py="lg">
          <Brand />
          <ColorSchemeToggle />
        </Group>
        <Grid component="main" align="center" gap={{ base: 40, md: 64 }} py={{ base: 32, md: 72 }}>
          <Grid.Col span={{ base: 12, md: 7 }}>
            <Stack gap="lg" align="flex-start">
              <Title order={1} className={classes.headline}>
                {rich(words.headline, { soft: (text) => <span className={classes.soft}>{text}</span> })}
              </Title>
              <Text size="lg" c="dimmed" maw={520}>
                {words.text}
              </Text>
              <Button
                component="a"
                href="/auth/login"
                size="lg"
                rightSection={<IconArrowRight size={20} aria-hidden />}
                mt="xs"
              >
                {words.logIn}
              </Button>
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <WelcomePhone />
          </Grid.Col>
        </Grid>
      </Container>
    </Box>
  )
}
