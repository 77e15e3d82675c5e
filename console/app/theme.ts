import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

/** The one accent. Shade 7 on white and white on shade 6 both have a contrast above 4.8 (WCAG AA asks for 4.5). */
const SEA: MantineColorsTuple = [
  ...(['#e9f7f3', '#d2eee7', '#a5dfd0', '#73ccb6', '#47b99d', '#24a185'] as const),
  ...(['#0f8069', '#0b6f5c', '#08594a', '#06443a'] as const),
];

/** Cooler and a step deeper than Mantine's own, so that panels stand out from the ground by themselves. */
const DARK: MantineColorsTuple = [
  ...(['#d6dae1', '#b6bcc7', '#9ba3b1', '#727b8a', '#39404b', '#2b3139'] as const),
  ...(['#20252c', '#181c21', '#111418', '#0b0d10'] as const),
];

const SANS =
  'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", "Helvetica Neue", Arial, sans-serif';
const MONO =
  'ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace';

export const theme: MantineThemeOverride = createTheme({
  colors: { sea: SEA, dark: DARK },
  primaryColor: 'sea',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontFamily: SANS,
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  components: {
    // In a text colour alone does not tell a link.
    Anchor: { defaultProps: { underline: 'always' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } },
    Button: { defaultProps: { size: 'sm' } },
    Modal: { defaultProps: { centered: true, radius: 'lg', padding: 'lg', overlayProps: { backgroundOpacity: 0.45 } } },
    Notification: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { description: { color: 'var(--mantine-color-dimmed)' } },
    },
    Paper: { defaultProps: { withBorder: true, radius: 'lg' } },
    PasswordInput: { defaultProps: { visibilityToggleButtonProps: { 'aria-label': 'Show the password' } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, events: { hover: true, focus: true, touch: true } } },
  },
});

/** Mantine's own dimmed, error and light-badge colours are too pale on white: these all have a contrast of 4.5 and more. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#15191e',
    '--mantine-color-dimmed': '#59626d',
    '--mantine-color-placeholder': '#6a737d',
    '--mantine-color-error': '#b91c1c',
    '--mantine-color-red-light-color': '#a51818',
    '--mantine-color-orange-light-color': '#94350b',
    '--mantine-color-yellow-light-color': '#754800',
    '--mantine-color-green-light-color': '#1b662c',
    '--mantine-color-blue-light-color': '#14568f',
    '--mantine-color-gray-light-color': '#434b54',
    '--mantine-color-sea-light-color': '#08594a',
  },
  dark: {
    '--mantine-color-sea-light': 'rgba(36, 161, 133, 0.16)',
    '--mantine-color-sea-light-color': '#73ccb6',
    '--mantine-color-gray-light': 'rgba(155, 163, 177, 0.16)',
    '--mantine-color-gray-light-color': '#c3c9d3',
    '--mantine-color-dimmed': '#9ba3b1',
    '--mantine-color-placeholder': '#8790a0',
    '--mantine-color-error': '#ff8787',
  },
});
