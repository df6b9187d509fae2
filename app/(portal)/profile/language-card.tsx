'use client'

import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useRouter } from 'next/navigation'
import { keepCookie } from '@/app/_ui/keep-cookie'
import { useSpeech } from '@/app/_ui/spoken'
import { LANGUAGE_COOKIE, LANGUAGES, type Language } from '@/lib/platform/text/language'

/** Each language calls itself by its own name, for whoever reads no other. */
const NAMES: Record<Language, string> = { en: 'English', de: 'Deutsch' }

/** The language that the portal speaks in this browser. */
export function LanguageCard() {
  const { language: spoken, words } = useSpeech()
  const { title, text } = words.profile.language
  const router = useRouter()
  const choose = (language: Language) => {
    keepCookie(LANGUAGE_COOKIE, language)
    router.refresh()
  }
  return (
    <Paper component="section" aria-labelledby="language" radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md" align="flex-start">
        <Title order={2} id="language">
          {title}
        </Title>
        <Text c="dimmed" size="sm">
          {text}
        </Text>
        <Group role="group" aria-labelledby="language" gap="xs">
          {LANGUAGES.map((language) => (
            <Button
              key={language}
              size="sm"
              radius="xl"
              lang={language}
              variant={language === spoken ? 'filled' : 'default'}
              aria-pressed={language === spoken}
              onClick={() => choose(language)}
            >
              {NAMES[language]}
            </Button>
          ))}
        </Group>
      </Stack>
    </Paper>
  )
}
