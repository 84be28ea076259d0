/** Where lists that float are put: they are part of what the page is about. */
export function mainLandmark(): HTMLElement | undefined {
  return document.getElementById('main') ?? undefined;
}
