import { Box, VisuallyHidden } from '@mantine/core'

/**
 * A comma for screen readers, and a dot between two texts where `dot` is set. A line that is one link is read as one text:
 * without it what stands in two boxes is said as one word.
 */
export function Pause({ dot = false }: { dot?: boolean }) {
  return (
    <Box component="span" pos="relative">
      <VisuallyHidden component="span">, </VisuallyHidden>
      {dot && <span aria-hidden> · </span>}
    </Box>
  )
}
