import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const pine: MantineColorsTuple = [
  '#e3f2ef',
  '#cbe6e0',
  '#9fd3c9',
  '#76dfcf',
  '#4fd1bd',
  '#25a794',
  '#108273',
  '#0b6e63',
  '#095a51',
  '#06433c',
]

/** The colours of the dark scheme: 0 is text, 2 soft text, 4 lines, 6 fields, 7 cards, 8 the ground. */
const dark: MantineColorsTuple = [
  '#eef3fa',
  '#d3dce9',
  '#a3b1c6',
  '#8d9bb2',
  '#43536f',
  '#24324a',
  '#192539',
  '#131d2f',
  '#0a111f',
  '#060b15',
]

/** Number 4 outlines fields. It is darker than Mantine's own, for a contrast of 3 to 1 against white. */
const gray: MantineColorsTuple = [
  '#f6f8fa',
  '#eef2f6',
  '#e4e9ef',
  '#dce3ea',
  '#8794a6',
  '#667287',
  '#526075',
  '#3d4a5e',
  '#26324a',
  '#0f1b2d',
]

// No font is loaded: the fonts are those of the machine, in an order that looks alike on most.
const fontFamily = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'

/** Mantine writes white on every filled button, which is unreadable on the dark scheme's light green. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  const primary = input.color === undefined || input.color === 'pine'
  return input.variant === 'filled' && primary ? { ...colors, color: 'var(--mantine-primary-color-contrast)' } : colors
}

/** The head of a dialog is a `header`, which a screen reader would take for the head of the page. */
const NO_BANNER = { defaultProps: { role: 'presentation' } }

/** The bank's theme, with the same colours as the local tenant's pages. */
export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  variantColorResolver,
  colors: { pine, dark, gray },
  white: '#ffffff',
  black: '#0f1b2d',
  fontFamily,
  headings: {
    fontFamily,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.2' },
      h2: { fontSize: '1.2rem', lineHeight: '1.3' },
      h3: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { md: '0.7rem', lg: '1.1rem' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  // Plain objects: a component's own `extend` would bring the component to every page, dialogs with all that they need.
  components: {
    // A link within text is underlined, because its colour alone does not stand out enough.
    Anchor: { defaultProps: { underline: 'always' } },
    // Capitals would shout, and tell no more.
    Badge: { defaultProps: { tt: 'none', fw: 600 } },
    ModalHeader: NO_BANNER,
    DrawerHeader: NO_BANNER,
  },
})

/** The theme with a name for Mantine's closing cross, which has none of its own. */
export function themeWith({ close }: { close: string }) {
  const named = { defaultProps: { closeButtonProps: { 'aria-label': close } } }
  return { ...theme, components: { ...theme.components, Modal: named, Drawer: named, Notification: named } }
}

/** Text and signal colours with a contrast of 4.5 to 1 on every surface, which Mantine's own soft and red ones lack. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--bank-ground': '#eef2f6',
    '--bank-shadow': '0 1px 2px rgb(15 27 45 / 6%), 0 8px 24px rgb(15 27 45 / 6%)',
    '--bank-in': '#0b6e63',
    '--mantine-color-dimmed': '#526075',
    '--mantine-color-placeholder': '#667287',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-pine-light': '#e3f2ef',
    '--mantine-color-pine-light-hover': '#d3eae5',
    '--mantine-color-pine-light-color': '#095a51',
    '--mantine-color-red-light': '#fdecea',
    '--mantine-color-red-light-color': '#b3261e',
    '--mantine-color-yellow-light': '#fff3dc',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-blue-light': '#e3eefc',
    '--mantine-color-blue-light-color': '#0f4c96',
    '--mantine-color-teal-light': '#e3f2ef',
    '--mantine-color-teal-light-color': '#095a51',
    '--mantine-color-green-light': '#e2f4e3',
    '--mantine-color-green-light-color': '#185c24',
    '--mantine-color-orange-light': '#fdeee0',
    '--mantine-color-orange-light-color': '#8a3d00',
    '--mantine-color-gray-light': '#e4e9ef',
    '--mantine-color-gray-light-color': '#3d4a5e',
    '--mantine-color-default-border': '#c3ccd8',
    '--mantine-color-disabled-color': '#667287',
  },
  dark: {
    '--bank-ground': '#0a111f',
    '--bank-shadow': '0 1px 2px rgb(0 0 0 / 40%), 0 10px 28px rgb(0 0 0 / 25%)',
    '--bank-in': '#4fd1bd',
    '--mantine-color-error': '#ff9d94',
    '--mantine-color-pine-light': '#12312f',
    '--mantine-color-pine-light-hover': '#17403c',
    '--mantine-color-pine-light-color': '#7fe3d3',
    '--mantine-color-red-light': '#3a1a1c',
    '--mantine-color-red-light-color': '#ff9d94',
    '--mantine-color-yellow-light': '#37290f',
    '--mantine-color-yellow-light-color': '#ffcf7d',
    '--mantine-color-blue-light': '#15294a',
    '--mantine-color-blue-light-color': '#9cc7ff',
    '--mantine-color-teal-light': '#12312f',
    '--mantine-color-teal-light-color': '#7fe3d3',
    '--mantine-color-green-light': '#16331f',
    '--mantine-color-green-light-color': '#8fdf9c',
    '--mantine-color-orange-light': '#3a2412',
    '--mantine-color-orange-light-color': '#ffb878',
    // Lighter than a hovered row, which would swallow a badge of the same grey.
    '--mantine-color-gray-light': '#34435f',
    '--mantine-color-gray-light-color': '#d3dce9',
    '--mantine-color-disabled-color': '#8d9bb2',
  },
})
