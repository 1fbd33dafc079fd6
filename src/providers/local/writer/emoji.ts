/** The text on one line, without signs that nobody can say; as it is where nothing else is in it. */
export function withoutEmoji(text: string): string {
  const bare = text.replace(/\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F}|\u{200D}|\u{20E3}/gu, '').replace(/\s+/gu, ' ').trim()
  return bare === '' ? text.trim() : bare
}
