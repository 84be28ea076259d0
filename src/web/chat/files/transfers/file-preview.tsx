import { useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { FileIcon } from '../file-icon';
import { isImageName } from '../file-limits';

/** Of the shorter side, as it is shown. */
const EDGE_PX = 56;

/** A local file before its upload: the image itself, or an icon. */
export function FilePreview({ file }: { file: File }): ReactElement {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(isImageName(file.name));
  useEffect(() => {
    if (!isImageName(file.name)) return;
    // Drawn on a canvas: the content security policy forbids blob URLs.
    void draw(file, canvas.current).catch(() => setDrawn(false));
  }, [file]);
  if (!isDrawn) return <FileIcon name={file.name} />;
  return <canvas ref={canvas} role="img" aria-label={t('files.preview', { name: file.name })} />;
}

async function draw(file: File, canvas: HTMLCanvasElement | null): Promise<void> {
  const image = await createImageBitmap(file);
  const edge = EDGE_PX * devicePixelRatio;
  const scale = Math.min(1, edge / Math.min(image.width, image.height));
  const size = {
    width: Math.max(1, Math.round(image.width * scale)),
    height: Math.max(1, Math.round(image.height * scale)),
  };
  // Resized here: drawing or showing it smaller skips pixels, and thin lines become noise.
  const small = await createImageBitmap(image, {
    resizeWidth: size.width,
    resizeHeight: size.height,
    resizeQuality: 'high',
  });
  image.close();
  if (canvas) {
    Object.assign(canvas, size);
    canvas.getContext('2d')?.drawImage(small, 0, 0);
  }
  small.close();
}
