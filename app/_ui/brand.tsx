import { Box, Group, Text } from '@mantine/core'
import classes from './brand.module.css'
import { SIGN_PATH } from './sign-path'

/** The bank's logo: the front of a bank. */
export function BrandSign({ size = 30 }: { size?: number }) {
  return (
    <svg className={classes.sign} viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d={SIGN_PATH} />
    </svg>
  )
}

/** The logo with the name beside it. */
export function Brand() {
  return (
    <Group gap={10} wrap="nowrap">
      <BrandSign />
      <Text component="span" fw={650} fz="lg" className={classes.name}>
        the b
        <Box component="span" className={classes.ai}>
          AI
        </Box>
        nk
      </Text>
    </Group>
  )
}
