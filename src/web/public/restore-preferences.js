/* Runs before the first paint, so that a chosen theme or language does not flash into place. */
try {
  var theme = localStorage.getItem('ruang-diri.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (localStorage.getItem('ruang-diri.language') === 'en') document.documentElement.lang = 'en';
} catch (error) {
  /* Storage is closed to us: the defaults stay. */
}
