// Before the first paint, so that a chosen theme never flashes the other one. A file, not inline: the page's
// Content-Security-Policy allows no inline script.
try {
  var theme = localStorage.getItem('safelight.theme')
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme
  var locale = localStorage.getItem('safelight.locale')
  if (locale) document.documentElement.lang = locale
} catch (e) {
  // storage may be forbidden; the system's theme is fine then
}
