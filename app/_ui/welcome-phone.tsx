import { Box, Group, Stack, Text } from '@mantine/core'
import { BrandSign } from './brand'
import classes from './welcome.module.css'

const LINES = [
  ['From', 'Checking ••4321'],
  ['To', 'Savings ••8765'],
  ['Memo', 'Rainy days'],
]

/** A picture of the phone. Nothing in it can be pressed, and screen readers skip it. */
export function WelcomePhone() {
  return (
    <Box className={classes.phone} aria-hidden="true">
      <Stack gap="lg">
        <Group justify="space-between">
          <BrandSign size={26} />
          <Text size="xs" c="dimmed" className="tabular">
            4:32 left
          </Text>
        </Group>
        <Box>
          <Text size="sm" c="dimmed">
            Move
          </Text>
          <Text fz="2.3rem" fw={650} lh={1.15} className="tabular">
            $25.00
          </Text>
        </Box>
        <Stack gap="xs">
          {LINES.map(([label, value]) => (
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
          <Box className={classes.no}>Deny</Box>
          <Box className={classes.yes}>Approve</Box>
        </Group>
      </Stack>
    </Box>
  )
}
