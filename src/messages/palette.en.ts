/** The words of the command palette and of the shortcut sheet. */
export const paletteEn = {
  title: 'Commands',
  placeholder: 'Go to, start, find, change…',
  nothing: 'Nothing fits. Fewer letters find more.',
  results: (n: number) => (n === 1 ? '1 command' : `${n} commands`),
  goTo: (place: string) => `Go to: ${place}`,
  begin: (studio: string) => `New: ${studio}`,
  language: (name: string) => `Language: ${name}`,
  theme: (name: string) => `Appearance: ${name}`,
  groups: { go: 'Go to', begin: 'Begin', recent: 'Recent work', page: 'On this page', settings: 'Settings' },
  hint: 'Arrow keys to choose, Enter to do it, Escape to leave',
  keysTitle: 'Keyboard shortcuts',
  keysLead: 'Made from the keys this page listens to just now.',
  anywhere: 'Everywhere',
  andThen: 'then',
  singleKeys: 'Keys without Ctrl or ⌘',
  singleKeysNote: 'Switch them off if you dictate or type with an aid.',
  open: 'Open the command palette',
  sheet: 'Show the shortcuts',
  credits: 'Credits',
  start: 'Start page',
  apiDocs: 'API documentation',
}

export type PaletteWords = typeof paletteEn
