import { Box, Group, Stack, Text } from '@mantine/core'
import { BrandSign } from './brand'
import { useSpeech } from './spoken'
import classes from './welcome.module.css'

/** A picture of the phone. Nothing in it can be pressed, and screen readers skip it. */
export function WelcomePhone() {
  const { words: all, say, money } = useSpeech()
  const words = all.welcome.phone
  const lines = [
    [words.from, words.account],
    [words.to, words.savings],
    [words.memo, words.words],
  ]
  return (
    <Box className={classes.phone} aria-hidden="true">
      <Stack gap="lg">
        <Group justify="space-between">
          <BrandSign size={26} />
          <Text size="xs" c="dimmed" className="tabular">
            {say(words.left, { clock: '4:32' })}
          </Text>
        </Group>
        <Box>
          <Text size="sm" c="dimmed">
            {words.move}
          </Text>
          <Text fz="2.3rem" fw={650} lh={1.15} className="tabular">
            {money('25.00', 'USD')}
          </Text>
        </Box>
        <Stack gap="xs">
          {lines.map(([label, value]) => (
            <Group key={label} justify="space-between" className={classes.line}>
              <Text size="sm" c="dimmed">
                {label}
              </Text>
              <Text size="sm" fw={550} className="tabular">
                {value}
              </Text>
            </Group>
          ))}
        </Stack>
        <Group grow gap="sm">
          <Box className={classes.no}>{words.deny}</Box>
          <Box className={classes.yes}>{words.approve}</Box>
        </Group>
      </Stack>
    </Box>
  )
}
