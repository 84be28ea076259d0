/** Container of floating lists, so that their content lies inside a landmark. */
export function mainLandmark(): HTMLElement | undefined {
  return document.getElementById('main') ?? undefined;
}
