/* Runs before the first paint, so that the page does not flash in the default theme or language. */
try {
  var theme = localStorage.getItem('ruang-diri.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (localStorage.getItem('ruang-diri.language') === 'en') document.documentElement.lang = 'en';
} catch (error) {
  /* Storage is unavailable: the defaults apply. */
}
